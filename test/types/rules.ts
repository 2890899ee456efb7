/** Promises about types, kept by the type check: each `@ts-expect-error` is a mistake that must not compile. */
import {
  codeGroup,
  defineRule,
  egfr,
  optional,
  ordering,
  rxnorm,
  templates,
} from '../../src/index.ts'

const about = {
  version: '1.0.0',
  owner: 'Types',
  reviewBy: '2027-01-01',
  source: { label: 'Types' },
} as const

export const typed = defineRule({
  ...about,
  id: 'typed',
  hooks: 'patient-view',
  prefetch: {
    patient: templates.patient,
    hba1c: templates.hba1c,
    allergies: optional('AllergyIntolerance?patient={{context.patientId}}'),
  },
  scores: { egfr },
  cards: {
    plain: { indicator: 'info', summary: 'No slot here' },
    valued: { indicator: 'warning', summary: 'Value {{value}}', detail: 'On {{date}}' },
  },
  evaluate({ patient, hba1c, allergies, scores }, { card, context, isPartial }) {
    const birthDate: string | undefined = patient.birthDate
    const status: string | undefined = hba1c[0]?.status
    // @ts-expect-error a search is a list, not one resource
    hba1c.status
    // @ts-expect-error optional data may be unknown
    allergies.length
    // @ts-expect-error a score may be missing
    scores.egfr.value
    const figure: number = scores.egfr.known ? scores.egfr.value.egfr : 0
    // @ts-expect-error there is no such card
    card('misspelt')
    // @ts-expect-error a slot is missing
    card('valued', { value: 1 })
    // @ts-expect-error there is no such slot
    card('plain', { value: 1 })
    // @ts-expect-error the encounter is optional on patient-view
    const encounter: string = context.encounterId
    // @ts-expect-error there is no such key
    isPartial('misspelt')
    return [
      card('plain'),
      card('valued', {
        value: figure,
        date: `${birthDate} ${status} ${encounter} ${allergies?.length}`,
      }),
    ]
  },
})

export const atDischarge = defineRule({
  ...about,
  id: 'at-discharge',
  hooks: 'encounter-discharge',
  prefetch: { patient: templates.patient },
  cards: { seen: { indicator: 'info', summary: 'Encounter {{id}}' } },
  evaluate: (_data, { context, card }) => {
    const id: string = context.encounterId
    return [card('seen', { id })]
  },
})

export const unknownHook = defineRule({
  ...about,
  id: 'unknown-hook',
  // @ts-expect-error there is no such hook
  hooks: 'patient-veiw',
  prefetch: { patient: templates.patient },
  cards: {},
  evaluate: () => [],
})

export const triggers = [
  ordering(rxnorm.metformin),
  // @ts-expect-error a misspelt medicine
  ordering(rxnorm.metformim),
  // @ts-expect-error a group that is not shipped
  ordering(codeGroup('diabetis')),
]
