import { type Draft, defineRule, optional, templates } from '#cds'
import { pendingOf } from './pending.ts'

const MOST = 8
const KEYS = ['stayRequests', 'stayReports', 'stayResults'] as const

export default defineRule({
  id: 'pending-results',
  version: '1.2.0',
  title: 'Results pending at discharge',
  owner: 'Transitions of care',
  reviewBy: '2027-06-30',
  hooks: 'encounter-discharge',
  source: {
    label: 'Roy CL et al. Ann Intern Med 2005;143:121-128 (tests pending at discharge)',
    url: 'https://doi.org/10.7326/0003-4819-143-2-200507190-00011',
  },
  prefetch: {
    patient: optional(templates.patient),
    stayRequests:
      'ServiceRequest?patient={{context.patientId}}&encounter={{context.encounterId}}&status=active',
    stayReports: optional(
      'DiagnosticReport?patient={{context.patientId}}&encounter={{context.encounterId}}&status=registered,partial,preliminary,final,amended,corrected,appended',
    ),
    stayResults: optional(
      'Observation?patient={{context.patientId}}&encounter={{context.encounterId}}&status=registered,preliminary,final,amended,corrected',
    ),
  },
  acceptsPartial: KEYS,
  checks: 'results pending at discharge',
  cards: {
    pending: {
      indicator: 'info',
      kind: 'follow-up',
      summary: '{{count}} {{are}} pending at discharge: {{first}}',
      detail: 'Pending: {{names}}. Who looks at them, and when?',
    },
  },

  evaluate(
    { stayRequests, stayReports, stayResults },
    { now, card, suggest, notChecked, isPartial },
  ) {
    const pending = pendingOf(stayRequests, stayReports ?? [], stayResults ?? [], now)
    const gaps: Draft[] = []
    if (stayReports === undefined || stayResults === undefined)
      gaps.push(notChecked('reports and results that are open'))
    else if (KEYS.some((key) => isPartial(key)))
      gaps.push(notChecked('all tests of the stay', 'unusable'))
    const [first] = pending
    if (first === undefined) return gaps
    const shown = pending.slice(0, MOST)
    const more = pending.length - shown.length
    const names = `${shown.join('; ')}${more > 0 ? ` and ${more} more` : ''}`
    const task = {
      resourceType: 'Task',
      status: 'requested',
      intent: 'order',
      description: `Follow up results pending at discharge: ${names}`,
    }
    const values = {
      count: pending.length === 1 ? 'One' : pending.length,
      are: pending.length === 1 ? 'result is' : 'results are',
      first,
      names,
    }
    return [
      card('pending', values, {
        suggestions: [suggest.create('Add a task to follow them up', task)],
      }),
      ...gaps,
    ]
  },
})
