import { referenceParts } from '../clinical/readers/reference.ts'
import type { CallPatient } from './call-patient.ts'

export type SubjectVerdict = 'same' | 'other' | 'not-a-patient' | 'unstated'

/**
 * Whether a resource is about the patient of the context. A resource that names nobody was still
 * asked for by this patient's id; one that names somebody else in any of its members must never reach a
 * rule (`REQ-14`).
 */
export function subjectVerdict(
  resource: Readonly<Record<string, unknown>>,
  patient: CallPatient,
): SubjectVerdict {
  if (resource.resourceType === 'Patient')
    return resource.id === undefined ? 'unstated' : resource.id === patient.id ? 'same' : 'other'
  if (resource.resourceType === 'Appointment') {
    const verdict = participantsVerdict(resource.participant, patient)
    if (verdict !== 'unstated') return verdict
  }
  let verdict: SubjectVerdict = 'unstated'
  for (const member of SUBJECT_MEMBERS) {
    const stated = resource[member]
    if (stated === undefined || stated === null) continue
    for (const each of Array.isArray(stated) ? stated : [stated]) {
      const here = statedVerdict(each, patient)
      if (here === 'other') return 'other'
      if (here !== 'unstated' && verdict !== 'not-a-patient') verdict = here
    }
  }
  return verdict
}

const SUBJECT_MEMBERS = ['subject', 'patient', 'beneficiary', 'for'] as const

/**
 * An appointment has no subject but participants. Those of a group, or of a parent and child, are the
 * patient's own too: other patients among them contradict nothing as long as ours is there.
 */
function participantsVerdict(participants: unknown, patient: CallPatient): SubjectVerdict {
  let verdict: SubjectVerdict = 'unstated'
  for (const each of Array.isArray(participants) ? participants : []) {
    const actor = (each as { actor?: unknown } | null)?.actor
    const reference = (actor as { reference?: unknown } | null | undefined)?.reference
    if (referenceParts(reference)?.type !== 'Patient') continue
    if (statedVerdict(reference, patient) === 'same') return 'same'
    verdict = 'other'
  }
  return verdict
}

/** Of one Reference; a bare text is read as its reference, and what cannot be read is somebody else. */
function statedVerdict(stated: unknown, patient: CallPatient): SubjectVerdict {
  if (stated === undefined || stated === null) return 'unstated'
  const reference =
    typeof stated === 'object' ? (stated as { reference?: unknown }).reference : stated
  if (reference === undefined || reference === null) return 'unstated'
  if (typeof reference !== 'string') return 'other'
  // As nearly all are written; the rest is taken apart.
  if (
    reference.length === patient.id.length + 8 &&
    reference.startsWith('Patient/') &&
    reference.endsWith(patient.id)
  )
    return 'same'
  if (reference.startsWith('urn:uuid:')) return reference.slice(9) === patient.id ? 'same' : 'other'
  const parts = referenceParts(reference)
  if (parts === undefined) return 'other'
  if (parts.type !== 'Patient') return 'not-a-patient'
  if (parts.id !== patient.id) return 'other'
  const before = reference.slice(0, reference.lastIndexOf(`Patient/${parts.id}`))
  // A slash, with or without a dot before it, names no server.
  const isRelative = before === '' || before === '/' || before === './'
  return isRelative || patient.isAt(before.slice(0, -1)) ? 'same' : 'other'
}
