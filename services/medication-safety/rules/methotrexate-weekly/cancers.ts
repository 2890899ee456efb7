import { codeGroup, codesIn, codingsOf, ICD10CM, isActive, isCancer, wordsIn } from '#cds'

// "History of" in words, and by ICD-10-CM; cancer of the skin other than melanoma, the same two ways.
const PAST = /history|\bhx\b|h\/o\b|previous|former|\bs\/p\b|status post/i
const PAST_CODE = /^Z85/
const SKIN = /basal cell|(?:squamous cell|cancer|carcinoma|neoplasm) of (?:the )?skin|skin cancer/i
const SKIN_CODE = /^C44/
// The groups that have codes of a history as well.
const GROUPS = ['colorectal-cancer', 'lung-cancer'] as const

/**
 * Whether a problem is a cancer that may be treated in courses of some days: one of now, and not of the
 * skin, which stays on problem lists for years and tells little of why methotrexate is taken.
 */
export function mayHaveCourses(condition: object): boolean {
  return isCancer(condition) && isActive(condition) && !isOfPast(condition) && !isOfSkin(condition)
}

/** What a card says of the cancers on file, where none may have courses. */
export function cancersInWords(conditions: readonly object[] | undefined): string {
  if (conditions === undefined) return 'Whether a cancer is on file could not be looked at.'
  const names = new Set(conditions.filter(isCancer).map(nameOf))
  if (names.size === 0) return 'No cancer is on file.'
  return `On file is a cancer of the past or of the skin: ${[...names].toSorted().join(', ')}.`
}

function isOfPast(condition: object): boolean {
  return (
    isToldBy(condition, PAST, PAST_CODE) ||
    GROUPS.some((id) => codeGroup(id, { history: true })(condition) && !codeGroup(id)(condition))
  )
}

function isOfSkin(condition: object): boolean {
  return isToldBy(condition, SKIN, SKIN_CODE)
}

function isToldBy(condition: object, words: RegExp, icd: RegExp): boolean {
  return (
    wordsIn(codeOf(condition)).some((each) => words.test(each)) ||
    codingsOf(condition).some(({ system, code }) => system === ICD10CM && icd.test(code))
  )
}

function nameOf(condition: object): string {
  const code = codeOf(condition)
  return wordsIn(code)[0] ?? codesIn(code)[0] ?? 'without a name'
}

function codeOf(condition: object): unknown {
  return (condition as { readonly code?: unknown }).code
}
