import {
  ageAt,
  anyOf,
  CPT,
  codeGroup,
  codes,
  type Draft,
  defineRule,
  isActive,
  isCancer,
  isFor,
  OVERRIDE_SYSTEM,
  ordering,
  pamaRated,
  templates,
} from '#cds'

const OLDER = 50
/** The criteria read here are those for adults. */
const ADULT = 18
const headache = codeGroup('headache')
// The group has one code per kind; these are the same studies with contrast.
const headImaging = anyOf(codeGroup('imaging-head'), codes(CPT, ['70460', '70470', '70552']))
// ACR and Choosing Wisely, as far as they are coded: those that count for good, and those of now.
const brainBleed = codeGroup('intracranial-haemorrhage', { history: true })
const NOW = anyOf(codeGroup('hiv'), codeGroup('pregnancy'))

export default defineRule({
  id: 'imaging-headache',
  version: '1.1.0',
  title: 'Imaging for headache',
  owner: 'Imaging group',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign'],
  source: {
    label: 'ACR Appropriateness Criteria, headache (JACR 2019;16:S364); Choosing Wisely',
    url: 'https://doi.org/10.1016/j.jacr.2019.05.030',
  },
  when: ordering(headImaging),
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
  },
  checks: 'imaging for headache',
  cards: {
    primary: {
      indicator: 'info',
      kind: 'general',
      summary: 'Imaging for headache: usually not appropriate without a red flag',
      detail:
        'ACR variant: primary migraine or tension-type headache, normal examination, no red flag. None is coded here; that is no proof. Is there one: sudden and severe, raised pressure, new or worse with a deficit, after a head injury, with exertion or position, cancer, immunosuppression? Then keep the order.',
    },
  },

  evaluate({ patient, conditions, orders }, { now, card, suggest, systemAction }) {
    const age = ageAt(patient, now)
    const hasFlag =
      age === undefined ||
      age < ADULT ||
      age >= OLDER ||
      conditions.some((each) => isCancer(each) || brainBleed(each) || (isActive(each) && NOW(each)))
    return orders.flatMap(({ resource, selected }): Draft[] => {
      if (!selected || !headImaging(resource) || !isFor(resource, headache, conditions)) return []
      const rating = pamaRated(resource, hasFlag ? 'no-guidelines-apply' : 'not-appropriate')
      const drafts: Draft[] = rating === undefined ? [] : [systemAction(rating)]
      if (hasFlag) return drafts
      const suggestions = suggest.cancel('the imaging order', resource)
      return [card('primary', {}, { suggestions, overrideReasons: REASONS }), ...drafts]
    })
  },
})

const REASONS = [
  { system: OVERRIDE_SYSTEM, code: 'red-flag', display: 'A red flag is present' },
  { system: OVERRIDE_SYSTEM, code: 'changed', display: 'The headache has changed' },
  { system: OVERRIDE_SYSTEM, code: 'already-done', display: 'Already discussed with radiology' },
  { system: OVERRIDE_SYSTEM, code: 'other', display: 'Other reason' },
]
