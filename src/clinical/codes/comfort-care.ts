import { anyOf } from './code-set.ts'
import { codeGroup } from './groups.ts'

/** Hospice or palliative care: prevention and risk in ten years are no longer what care is about. */
export const comfortCare = anyOf(codeGroup('hospice'), codeGroup('palliative-care'))
