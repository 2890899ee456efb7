import {
  ageAt,
  anyOf,
  CPT,
  codeGroup,
  codes,
  type Draft,
  defineRule,
  isFor,
  OVERRIDE_SYSTEM,
  ordering,
  pamaRated,
  templates,
} from '#cds'
import { isFlag, namesFlag } from './flags.ts'
import { headache } from './headache.ts'

const OLDER = 50
/** The criteria read here are those for adults. */
const ADULT = 18
// The group has one code per kind; these are the same studies with contrast.
const headImaging = anyOf(codeGroup('imaging-head'), codes(CPT, ['70460', '70470', '70552']))

export default defineRule({
  id: 'imaging-headache',
  version: '1.2.0',
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
        'ACR variant: primary migraine or tension-type headache, normal examination, no red flag. None is on file here; that is no proof. Is there one: sudden and severe, raised pressure, new or worse with a deficit, after a head injury, with exertion or position, cancer, immunosuppression? Then keep the order.',
    },
  },

  evaluate({ patient, conditions, orders }, { now, card, suggest, systemAction }) {
    const age = ageAt(patient, now)
    const isFlagged = age === undefined || age < ADULT || age >= OLDER || conditions.some(isFlag)
    return orders.flatMap(({ resource, selected }): Draft[] => {
      if (!selected || !headImaging(resource) || !isFor(resource, headache, conditions)) return []
      const hasFlag = isFlagged || namesFlag(resource, conditions)
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
