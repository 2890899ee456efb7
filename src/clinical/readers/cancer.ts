import { anyOf, codes, codingsOf } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { ICD10CM, SNOMED } from '../codes/systems.ts'
import { wordsIn } from './concept.ts'

// ICD-10-CM, chapter of malignant neoplasms (C00 to C96) and a history of one (Z85).
const CODE = /^(?:C\d|Z85)/
// SNOMED CT has thousands of codes; their displays all say one of these.
const WORDS = /cancer|carcinoma|malignan|metasta|lymphoma|leuka?emia|myeloma|sarcoma|melanoma/i
// Words of something else, or that say it is none, are taken out: what stands beside them may be one.
const NONE = anyPattern(
  /neuroleptic malignant|malignant hypert|\bhypert\w+,? malignant/,
  /\b(?:no|without|denies|negative for) (?:(?:known|current|active|other|any|(?:evidence|signs?) of) )*(?:\w+ )?(?:cancer|carcinoma|malignan|lymphoma|leuka?emia|myeloma|sarcoma|melanoma)/,
  /(?:malignant )?\b(?:cancer|carcinoma|malignancy|neoplasm|metasta\w+)(?: of (?:the )?\w+)? (?:was )?(?:excluded|ruled out)/,
  /\brisk (?:of|for) [^,]*/,
)
const OTHER = /screening|no history|benign|phobia/i
// What is said of the family, or of fear, is said of all that follows in the same part.
const COVERING = anyPattern(
  /family (?:history|member)|\bFHx?(?::| of\b)|fear of/,
  /(?:^|\b(?:in|of) )(?:(?:the|a|her|his) )?(?:mother|father|parent|sister|brother|sibling|aunt|uncle|cousin|relative|grand\w+)s?\b/,
)
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
    .flatMap((words) => words.split(';'))
    .some(namesCancer)
}

/** What one piece says is none must not hide what another says is one. */
function namesCancer(part: string): boolean {
  const pieces = part.split(/\bwith\b/i).map((piece) => piece.trim())
  const covered = pieces.findIndex((piece) => piece.search(COVERING) >= 0)
  return pieces
    .slice(0, covered === -1 ? undefined : covered)
    .some((piece) => !OTHER.test(piece) && WORDS.test(piece.replaceAll(NONE, '')))
}

function anyPattern(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), 'gi')
}
