import { allergyIntoleranceCreate } from './allergyintolerance-create.ts'
import { appointmentBook } from './appointment-book.ts'
import type { ContextOf, Hook } from './define-hook.ts'
import { encounterDischarge } from './encounter-discharge.ts'
import { encounterStart } from './encounter-start.ts'
import { medicationPrescribe } from './medication-prescribe.ts'
import { medicationRefill } from './medication-refill.ts'
import { medicationVerify } from './medication-verify.ts'
import { orderDiscontinue } from './order-discontinue.ts'
import { orderDispatch } from './order-dispatch.ts'
import { orderReview } from './order-review.ts'
import { orderSelect } from './order-select.ts'
import { orderSign } from './order-sign.ts'
import { patientView } from './patient-view.ts'
import { problemListItemCreate } from './problem-list-item-create.ts'

/** The hooks of the specification and its library, by name. */
export const standardHooks = {
  'patient-view': patientView,
  'order-select': orderSelect,
  'order-sign': orderSign,
  'order-dispatch': orderDispatch,
  'encounter-start': encounterStart,
  'encounter-discharge': encounterDischarge,
  'appointment-book': appointmentBook,
  'allergyintolerance-create': allergyIntoleranceCreate,
  'problem-list-item-create': problemListItemCreate,
  'medication-refill': medicationRefill,
  'medication-verify': medicationVerify,
  'order-discontinue': orderDiscontinue,
  'medication-prescribe': medicationPrescribe,
  'order-review': orderReview,
} as const

export type StandardHookName = keyof typeof standardHooks

/** A hook as a rule names it: a standard name, or one made with `defineHook`. */
export type HookRef = StandardHookName | Hook

/** The context a rule sees for the hooks it names. */
export type HookContext<H extends HookRef> = H extends StandardHookName
  ? ContextOf<(typeof standardHooks)[H]>
  : ContextOf<H>

/** The hook that a rule's reference stands for; `undefined` for a name nobody has defined. */
export function hookOf(ref: HookRef | string): Hook | undefined {
  if (typeof ref !== 'string') return ref
  return Object.hasOwn(standardHooks, ref) ? standardHooks[ref as StandardHookName] : undefined
}
