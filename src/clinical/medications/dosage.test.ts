import { describe, expect, test } from '@jest/globals'
import { dosages } from './dosage.ts'

const UCUM = 'http://unitsofmeasure.org'
const tablets = (value: number) => ({ doseAndRate: [{ doseQuantity: { value, unit: 'tablet' } }] })
const mg = (value: number) => ({
  doseAndRate: [{ doseQuantity: { value, unit: 'mg', system: UCUM, code: 'mg' } }],
})
const every = (frequency: number, period: number, periodUnit: string) => ({
  timing: { repeat: { frequency, period, periodUnit } },
})
const order = (...dosageInstruction: object[]) => ({
  resourceType: 'MedicationRequest',
  dosageInstruction,
})
const one = (step: object) => dosages(order(step))[0]

describe('the directions of an order', () => {
  test.each([
    ['two a day', { ...tablets(1), ...every(2, 1, 'd') }, { value: 1, unit: 'each' }, 2],
    ['every 6 hours', { ...mg(5), ...every(1, 6, 'h') }, { value: 5, unit: 'mg' }, 4],
    ['once a week', { ...mg(15), ...every(1, 1, 'wk') }, { value: 15, unit: 'mg' }, 1 / 7],
    [
      'the code BID',
      { ...mg(5), timing: { code: { coding: [{ system: 'x', code: 'BID' }] } } },
      { value: 5, unit: 'mg' },
      2,
    ],
    [
      'times of day',
      { ...mg(5), timing: { repeat: { timeOfDay: ['08:00:00', '14:00:00', '20:00:00'] } } },
      { value: 5, unit: 'mg' },
      3,
    ],
    [
      'one to four times: the most',
      {
        ...mg(5),
        timing: { repeat: { frequency: 1, frequencyMax: 4, period: 1, periodUnit: 'd' } },
      },
      { value: 5, unit: 'mg' },
      4,
    ],
    [
      'a range of doses: the most',
      {
        doseAndRate: [
          { doseRange: { low: { value: 1, unit: 'tablet' }, high: { value: 2, unit: 'tablet' } } },
        ],
        ...every(1, 1, 'd'),
      },
      { value: 2, unit: 'each' },
      1,
    ],
    [
      'a limit of the day below the interval',
      {
        ...tablets(2),
        ...every(1, 4, 'h'),
        maxDosePerPeriod: {
          numerator: { value: 8, unit: 'tablet' },
          denominator: { value: 1, unit: 'd' },
        },
      },
      { value: 2, unit: 'each' },
      4,
    ],
    [
      'micrograms',
      {
        doseAndRate: [{ doseQuantity: { value: 125, unit: 'ug', code: 'ug' } }],
        ...every(1, 1, 'd'),
      },
      { value: 0.125, unit: 'mg' },
      1,
    ],
    [
      'DSTU2 and STU3: the dose beside the timing',
      { doseQuantity: { value: 5, unit: 'mg' }, ...every(1, 1, 'd') },
      { value: 5, unit: 'mg' },
      1,
    ],
  ])('%s', (_, step, dose, perDay) => {
    expect(one(step)).toMatchObject({ dose, perDay })
  })

  test.each([
    ['a dose without a unit', { doseAndRate: [{ doseQuantity: { value: 10 } }] }],
    ['a dose of nothing', mg(0)],
    [
      'a dose below',
      { doseAndRate: [{ doseQuantity: { value: 5, unit: 'mg', comparator: '<' } }] },
    ],
    ['two doses', { doseAndRate: [...mg(5).doseAndRate, ...mg(10).doseAndRate] }],
    ['text alone', { text: 'take 1 tablet twice a day' }],
  ])('%s is not understood', (_, step) => {
    expect(one({ ...step, ...every(1, 1, 'd') })?.dose).toBeUndefined()
  })

  test.each([
    ['no timing', {}],
    ['a unit of time that UCUM does not have', every(1, 1, 'day')],
    ['a period of nothing', every(1, 0, 'd')],
    [
      'two moments of the day',
      { timing: { repeat: { when: ['MORN', 'NIGHT'], period: 1, periodUnit: 'd' } } },
    ],
  ])('%s leaves the number of doses open', (_, timing) => {
    expect(one({ ...mg(5), ...timing })?.perDay).toBeUndefined()
  })

  test('as needed is told, with and without a reason', () => {
    expect(one({ ...mg(5), asNeededBoolean: true })?.asNeeded).toBe(true)
    expect(one({ ...mg(5), asNeededCodeableConcept: { text: 'pain' } })?.asNeeded).toBe(true)
    expect(one(mg(5))?.asNeeded).toBe(false)
  })

  test.each([null, 5, 'x', [], { dosageInstruction: 'x' }, { dosageInstruction: [null, 5] }])(
    'rubbish has no directions: %j',
    (rubbish) => {
      expect(dosages(rubbish)).toEqual([])
    },
  )
})
