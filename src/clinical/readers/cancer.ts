import { anyOf, codes, codingsOf } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { ICD10CM, SNOMED } from '../codes/systems.ts'
import { wordsIn } from './concept.ts'

// ICD-10-CM, chapter of malignant neoplasms (C00 to C96) and a history of one (Z85).
const CODE = /^(?:C\d|Z85)/
// SNOMED CT has thousands of codes; their displays all say one of these.
const WORDS = /cancer|carcinoma|malignan|metasta|lymphoma|leuka?emia|myeloma|sarcoma|melanoma/i
const OTHER =
  /screening|family history|no history|benign|fear of|neuroleptic malignant|malignant hypert|\bhypert\w+,? malignant|(?:cancer|carcinoma|malignancy|neoplasm) (?:was )?(?:excluded|ruled out)/i
// What one part says is none must not hide what another says is one.
const PARTS = /;|\bwith\b/i
const coded = anyOf(
  codeGroup('colorectal-cancer', { history: true }),
  codeGroup('lung-cancer', { history: true }),
  // Malignant neoplastic disease, of no kind named.
  codes(SNOMED, ['363346000']),
)

/**
 * Whether a problem is a malignant neoplasm of any kind, now or in the past: by ICD-10-CM, by the
 * code groups, or by its words. For rules that it silences only: words are no proof.
 *
 * @example isCancer({ code: { coding: [{ system: ICD10CM, code: 'C50.911' }] } }) // true
 */
export function isCancer(condition: object): boolean {
  if (coded(condition)) return true
  if (codingsOf(condition).some(({ system, code }) => system === ICD10CM && CODE.test(code)))
    return true
  const { code } = condition as { readonly code?: unknown }
  return wordsIn(code)
    .flatMap((words) => words.split(PARTS))
    .some((part) => WORDS.test(part) && !OTHER.test(part))
}
