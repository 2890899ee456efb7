import {
  anyOf,
  CPT,
  clinicalDate,
  codeGroup,
  codes,
  type Draft,
  daysBefore,
  defineRule,
  isActive,
  isFor,
  OVERRIDE_SYSTEM,
  optional,
  ordering,
  pamaRated,
  templates,
} from '#cds'
import { namesFlag, redFlags, unseenMedicines } from './flags.ts'

/** Six weeks of management without imaging. */
const CONSERVATIVE_DAYS = 42
const backPain = {
  set: codeGroup('low-back-pain'),
  words: /back ?pain|backache|lumbago|lumbalgia|\bLBP\b/i,
}
// The group has one code per kind; these are the same studies with other views or with contrast.
const lumbarImaging = anyOf(
  codeGroup('imaging-lumbar'),
  codes(CPT, ['72110', '72114', '72120', '72132', '72133', '72149', '72158']),
)

export default defineRule({
  id: 'imaging-low-back-pain',
  version: '1.3.0',
  title: 'Imaging for low back pain',
  owner: 'Imaging group',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign'],
  source: {
    label: 'ACR Appropriateness Criteria, low back pain 2021 (JACR 18:S361); Choosing Wisely',
    url: 'https://doi.org/10.1016/j.jacr.2021.08.002',
  },
  when: ordering(lumbarImaging),
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    medications: optional(templates.medications),
  },
  acceptsPartial: ['medications'],
  checks: 'imaging for low back pain',
  cards: {
    notYet: {
      indicator: 'warning',
      kind: 'general',
      summary: 'Imaging for low back pain{{since}}: usually not appropriate without a red flag',
      detail:
        'ACR variant: low back pain without red flags and without earlier management. None is on file here; that is no proof. Is there one: cancer, weight loss, fever, immunosuppression, injected drugs, steroids, trauma, osteoporosis, a deficit, trouble with bladder or bowel? Then keep the order. Otherwise six weeks of activity and simple analgesia come first.{{medicines}}',
    },
  },

  evaluate(
    { patient, conditions, medications, orders },
    { now, card, suggest, systemAction, isPartial },
  ) {
    const flags = redFlags(patient, conditions, medications ?? [], now)
    const medicines = unseenMedicines(medications, isPartial('medications'))
    const onset = daysSinceOnset(conditions, now)
    return orders.flatMap(({ resource, selected }): Draft[] => {
      if (!selected || !lumbarImaging(resource) || !isFor(resource, backPain, conditions)) return []
      const isEarly = onset === undefined || onset <= CONSERVATIVE_DAYS
      const isInappropriate = flags.length === 0 && isEarly && !namesFlag(resource, conditions)
      const rating = pamaRated(
        resource,
        isInappropriate ? 'not-appropriate' : 'no-guidelines-apply',
      )
      // A rating asks nobody for the flags, as the card does: medicines unknown may hide one.
      const isRated = rating !== undefined && !(isInappropriate && medicines !== '')
      const drafts: Draft[] = isRated ? [systemAction(rating)] : []
      if (!isInappropriate) return drafts
      const since = onset === undefined ? '' : ` of ${onset} days`
      const suggestions = suggest.cancel('the imaging order', resource)
      return [
        card('notYet', { since, medicines }, { suggestions, overrideReasons: REASONS }),
        ...drafts,
      ]
    })
  },
})

/** Days since the pain began, by the problem that is oldest among the active ones. */
function daysSinceOnset(conditions: readonly object[], now: Date): number | undefined {
  const days = conditions
    .filter((each) => isActive(each) && backPain.set(each))
    .flatMap((each) => daysBefore(clinicalDate(each) ?? '', now) ?? [])
  return days.length === 0 ? undefined : Math.max(...days)
}

const REASONS = [
  { system: OVERRIDE_SYSTEM, code: 'red-flag', display: 'A red flag is present' },
  {
    system: OVERRIDE_SYSTEM,
    code: 'failed-management',
    display: 'Six weeks of management have failed',
  },
  {
    system: OVERRIDE_SYSTEM,
    code: 'before-procedure',
    display: 'Surgery or an intervention is planned',
  },
  { system: OVERRIDE_SYSTEM, code: 'already-done', display: 'Already discussed with radiology' },
  { system: OVERRIDE_SYSTEM, code: 'other', display: 'Other reason' },
]
