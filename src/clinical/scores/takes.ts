import type { CodeSet } from '../codes/code-set.ts'
import { contains } from '../medications/contains.ts'
import { isSystemic } from '../medications/regimen.ts'
import type { MedicationView } from '../medications/view.ts'
import type { KnownInput, UnusableInput } from '../score.ts'

/**
 * Whether a medicine of the set is taken and reaches the whole body: timolol in the eye does not treat
 * blood pressure. A medicine that nobody can identify leaves a "no" open.
 */
export function takes(
  views: readonly MedicationView[],
  set: CodeSet,
): KnownInput<boolean> | UnusableInput {
  if (views.some((view) => isSystemic(view) && contains(view, set) === true)) return { value: true }
  if (views.every(({ state }) => state === 'known')) return { value: false }
  return {
    unusable: { code: 'medicine-unknown', text: 'an active medicine could not be identified' },
  }
}
