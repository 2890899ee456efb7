import { describe, expect, test } from '@jest/globals'
import { medication } from '../../testing.ts'
import { RXNORM } from '../codes/systems.ts'
import { dailyDose } from './daily-dose.ts'
import { loweredOrders, type Regimen } from './lowered-order.ts'
import { medicationView } from './view.ts'

const SIMVASTATIN = '36567'
const SIMVASTATIN_10 = '314231'
const SIMVASTATIN_20 = '312961'
const SIMVASTATIN_40 = '198211'
const EZETIMIBE_SIMVASTATIN = '476350'
const ORAL_DISINTEGRATING_40 = '757704'
const ENOXAPARIN = '67108'
const ENOXAPARIN_40 = '854235'

const TO_20: Regimen = {
  code: SIMVASTATIN_20,
  text: 'simvastatin 20 MG Oral Tablet',
  mg: 20,
  timesPerDay: 1,
  directions: '20 mg once daily in the evening',
}
const ENOXAPARIN_TO_30: Regimen = {
  code: '854228',
  text: '0.3 ML enoxaparin 100 MG/ML Prefilled Syringe',
  mg: 30,
  timesPerDay: 1,
  directions: '30 mg once daily',
  from: { mg: 40, timesPerDay: 1 },
}
const daily = { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } }
const step = (value: number, unit: string, more: object = {}) => ({
  doseAndRate: [{ doseQuantity: { value, unit } }],
  timing: daily,
  ...more,
})
const draft = (code: string, dosageInstruction: object[], more: object = {}) =>
  medication(code, { id: 'order', status: 'draft', dosageInstruction, ...more })
const lower = (order: ReturnType<typeof draft>, to = TO_20, ingredient = SIMVASTATIN) =>
  loweredOrders({ resource: order, medication: medicationView(order) }, ingredient, [to])

test('the product of the lower strength, and the rest of the order', () => {
  const route = { text: 'oral' }
  const text = 'Take 1 tablet (40 mg) by mouth every night.'
  const order = draft(SIMVASTATIN_40, [step(1, 'tablet', { text, route })], {
    text: { status: 'generated', div: '<div>simvastatin 40 mg</div>' },
    renderedDosageInstruction: '1 tablet daily',
    dispenseRequest: { numberOfRepeatsAllowed: 3, quantity: { value: 90, unit: 'tablet' } },
  })
  expect(lower(order)).toEqual([
    {
      label: 'Reduce to 20 mg once daily in the evening',
      resource: {
        resourceType: 'MedicationRequest',
        id: 'order',
        status: 'draft',
        intent: 'order',
        subject: order.subject,
        authoredOn: order.authoredOn,
        medicationCodeableConcept: {
          coding: [
            {
              system: 'http://www.nlm.nih.gov/research/umls/rxnorm',
              code: SIMVASTATIN_20,
              display: 'simvastatin 20 MG Oral Tablet',
            },
          ],
          text: 'simvastatin 20 MG Oral Tablet',
        },
        dosageInstruction: [
          {
            text: '20 mg once daily in the evening',
            route,
            timing: daily,
            doseAndRate: [
              {
                doseQuantity: {
                  value: 20,
                  unit: 'mg',
                  system: 'http://unitsofmeasure.org',
                  code: 'mg',
                },
              },
            ],
          },
        ],
        dispenseRequest: { numberOfRepeatsAllowed: 3, quantity: { value: 90, unit: 'tablet' } },
      },
    },
  ])
})

test.each([
  ['two tablets become one', SIMVASTATIN_20, step(2, 'tablet'), SIMVASTATIN_20],
  ['four tablets become two', SIMVASTATIN_10, step(4, 'tablet'), SIMVASTATIN_10],
  ['half a tablet is none', SIMVASTATIN_40, step(1, 'tablet'), SIMVASTATIN_20],
  ['an ingredient in milligrams', SIMVASTATIN, step(40, 'mg'), SIMVASTATIN],
])('%s', (_, code, directions, expected) => {
  const [changed] = lower(draft(code, [directions]))
  const view = medicationView(changed?.resource)
  expect(view.code).toBe(expected)
  expect(dailyDose(changed?.resource, view, SIMVASTATIN)).toBe(20)
})

describe('as many days are dispensed as before', () => {
  const dispensed = (order: ReturnType<typeof draft>, to = TO_20, ingredient = SIMVASTATIN) =>
    lower(order, to, ingredient)[0]?.resource.dispenseRequest?.quantity?.value
  const of = (quantity: object) => ({ dispenseRequest: { quantity } })
  const TAB = { code: 'TAB', system: 'http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm' }

  test.each([
    ['tablets', { value: 60, unit: 'tablet' }, 30],
    ['milligrams', { value: 1200, unit: 'mg' }, 600],
    ['no unit', { value: 60 }, 30],
  ])('of the same product: %s', (_, quantity, expected) => {
    expect(dispensed(draft(SIMVASTATIN_20, [step(2, 'tablet')], of(quantity)))).toBe(expected)
  })

  test.each([
    ['tablets', { value: 90, unit: 'tablet' }, 90],
    ['tablets by their code', { value: 90, unit: 'Tab', ...TAB }, 90],
    ['no unit', { value: 90 }, 90],
    ['milligrams of the old strength', { value: 3600, unit: 'mg' }, undefined],
    ['a unit that nobody knows', { value: 90, unit: 'piece' }, undefined],
  ])('of another strength: %s', (_, quantity, expected) => {
    expect(dispensed(draft(SIMVASTATIN_40, [step(1, 'tablet')], of(quantity)))).toBe(expected)
  })

  test.each([
    ['syringes', { value: 10, unit: 'syringe' }, 10],
    ['syringes, curly', { value: 10, unit: '{Syringe}' }, 10],
    ['millilitres of the old syringe', { value: 4, unit: 'mL' }, undefined],
    ['no unit: syringes or millilitres', { value: 10 }, undefined],
  ])('of another syringe: %s', (_, quantity, expected) => {
    const order = draft(ENOXAPARIN_40, [step(40, 'mg')], of(quantity))
    expect(dispensed(order, ENOXAPARIN_TO_30, ENOXAPARIN)).toBe(expected)
  })

  test('a first fill of its own is for people', () => {
    const dispenseRequest = {
      initialFill: { quantity: { value: 60, unit: 'tablet' } },
      quantity: { value: 180, unit: 'tablet' },
    }
    const order = draft(SIMVASTATIN_20, [step(2, 'tablet')], { dispenseRequest })
    expect(lower(order)).toEqual([])
  })
})

test('a dose that takes the place of just one other', () => {
  const enoxaparin = (value: number, timing: object = daily) =>
    lower(draft(ENOXAPARIN_40, [step(value, 'mg', { timing })]), ENOXAPARIN_TO_30, ENOXAPARIN)
  expect(medicationView(enoxaparin(40)[0]?.resource).code).toBe('854228')
  expect(enoxaparin(80)).toEqual([])
  expect(enoxaparin(40, { repeat: { frequency: 2, period: 1, periodUnit: 'd' } })).toEqual([])
})

describe('nothing is offered for', () => {
  const timing = (repeat: object) => [step(1, 'tablet', { timing: { repeat } })]
  const worded = (text: string) => [step(1, 'tablet', { text })]
  test.each([
    ['a dose that is low enough', draft(SIMVASTATIN_20, [step(1, 'tablet')])],
    ['no directions', draft(SIMVASTATIN_40, [])],
    ['a dose without a unit', draft(SIMVASTATIN_40, [step(1, '')])],
    ['a dose without times', draft(SIMVASTATIN_40, [step(1, 'tablet', { timing: {} })])],
    ['as needed', draft(SIMVASTATIN_40, [step(1, 'tablet', { asNeededBoolean: true })])],
    [
      'as needed for a reason',
      draft(SIMVASTATIN_40, [step(1, 'tablet', { asNeededCodeableConcept: { text: 'pain' } })]),
    ],
    ['two steps', draft(SIMVASTATIN_40, [step(1, 'tablet'), step(1, 'tablet')])],
    [
      'a range of doses',
      draft(SIMVASTATIN_40, [
        step(1, '', { doseAndRate: [{ doseRange: { high: { value: 2, unit: 'tablet' } } }] }),
      ]),
    ],
    [
      'a rate beside the dose',
      draft(SIMVASTATIN_40, [
        step(1, '', {
          doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' }, rateQuantity: {} }],
        }),
      ]),
    ],
    [
      'days of the week',
      draft(
        SIMVASTATIN_40,
        timing({ frequency: 1, period: 1, periodUnit: 'd', dayOfWeek: ['mon'] }),
      ),
    ],
    [
      'times of a week',
      draft(SIMVASTATIN_40, timing({ frequency: 7, period: 1, periodUnit: 'wk' })),
    ],
    [
      'more instructions',
      draft(SIMVASTATIN_40, [step(1, 'tablet', { patientInstruction: 'Skip on Sundays' })]),
    ],
    ['words that say another dose', draft(SIMVASTATIN_40, worded('2 tablets daily'))],
    ['words that say half a tablet', draft(SIMVASTATIN_40, worded('1/2 tablet daily'))],
    ['words that say more', draft(SIMVASTATIN_40, worded('1 tablet daily, then stop'))],
    ['a compound', draft(EZETIMIBE_SIMVASTATIN, [step(1, 'tablet')])],
    ['another form', draft(ORAL_DISINTEGRATING_40, [step(1, 'tablet')])],
    ['a medicine nobody knows', draft('999999999', [step(40, 'mg')])],
    ['an order that is no draft', draft(SIMVASTATIN_40, [step(1, 'tablet')], { status: 'active' })],
    [
      'a medicine that the order only refers to',
      draft(SIMVASTATIN_40, [step(1, 'tablet')], { medicationCodeableConcept: undefined }),
    ],
    [
      'a medicine whose first coding says no code',
      draft(SIMVASTATIN_40, [step(1, 'tablet')], {
        medicationCodeableConcept: {
          coding: [{ display: 'simvastatin' }, { system: RXNORM, code: SIMVASTATIN_40 }],
        },
      }),
    ],
    [
      'days of the calendar beside the times',
      draft(SIMVASTATIN_40, [step(1, 'tablet', { timing: { ...daily, event: ['2026-03-01'] } })]),
    ],
    ['an order without an id', draft(SIMVASTATIN_40, [step(1, 'tablet')], { id: undefined })],
    [
      'a quantity that does not come out even',
      draft(SIMVASTATIN_10, [step(3, 'tablet')], {
        dispenseRequest: { quantity: { value: 10, unit: 'tablet' } },
      }),
    ],
    [
      'a quantity of a product of unknown strength',
      draft(SIMVASTATIN, [step(40, 'mg')], {
        dispenseRequest: { quantity: { value: 30, unit: 'tablet' } },
      }),
    ],
  ])('%s', (_, order) => {
    expect(lower(order)).toEqual([])
  })
})
