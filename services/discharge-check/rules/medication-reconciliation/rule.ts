import { defineRule, isActive, optional, templates } from '#cds'
import { compare, isDischarge } from './compare.ts'

const MOST = 10

export default defineRule({
  id: 'medication-reconciliation',
  version: '1.2.0',
  title: 'Medicines at discharge',
  owner: 'Transitions of care',
  reviewBy: '2027-06-30',
  hooks: 'encounter-discharge',
  source: {
    label:
      'Joint Commission NPSG.03.06.01: maintain and communicate accurate medication information',
    url: 'https://www.jointcommission.org/standards/national-patient-safety-goals/',
  },
  prefetch: {
    patient: optional(templates.patient),
    medications: templates.medications,
    statements: optional('MedicationStatement?patient={{context.patientId}}&status=active'),
  },
  checks: 'medicines at discharge',
  cards: {
    undecided: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'Medicines at home without a decision at discharge: {{first}}{{more}}',
      detail:
        'Taken at home, and neither prescribed at discharge nor stopped: {{undecided}}. Go on, change or stop?{{changed}}{{unknown}}',
    },
  },

  evaluate({ medications, statements }, { now, card, notChecked }) {
    // Without a prescription of the discharge nobody has begun to decide.
    if (!medications.some((each) => isActive(each) && isDischarge(each))) return []
    const gaps =
      statements === undefined ? [notChecked('what the patient says to take at home')] : []
    const { undecided, changed, unknown } = compare(medications, statements ?? [], now)
    const [first] = undecided
    const listed = (names: readonly string[]) => names.slice(0, MOST).join(', ')
    if (first === undefined)
      return unknown.length === 0
        ? gaps
        : [
            ...gaps,
            notChecked(`medicines that could not be identified: ${listed(unknown)}`, 'unusable'),
          ]
    const values = {
      first,
      more: undecided.length > 1 ? ` and ${undecided.length - 1} more` : '',
      undecided: listed(undecided),
      changed: changed.length === 0 ? '' : ` Changed: ${listed(changed)}.`,
      unknown: unknown.length === 0 ? '' : ` Not identified, and not compared: ${listed(unknown)}.`,
    }
    return [card('undecided', values), ...gaps]
  },
})
