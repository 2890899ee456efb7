import { CPT, codesIn, codingsOf, isFuture, LOINC, referenceParts, wordsIn } from '#cds'

interface Open {
  readonly resourceType?: unknown
  readonly status?: unknown
  readonly intent?: unknown
  readonly code?: unknown
  readonly category?: unknown
  readonly basedOn?: unknown
  readonly id?: unknown
  readonly occurrenceDateTime?: unknown
  readonly occurrencePeriod?: unknown
}

// What nurses and forms record is no test that somebody waits for.
const NO_TEST = new Set(['vital-signs', 'social-history', 'survey', 'exam', 'therapy', 'activity'])
// Radiology, pathology and laboratory.
const CPT_TEST = /^[78]\d{4}$/

const OPEN = new Set<unknown>(['registered', 'partial', 'preliminary'])
// HL7's service section (LAB, RAD …) and SNOMED CT's laboratory and imaging procedures, as US Core asks.
const DIAGNOSTIC = new Set(['LAB', 'RAD', 'laboratory', 'imaging', '108252007', '363679005'])

/**
 * What is still to come, in words and each once: reports and results that are open, and tests that no
 * report or result names as what it is based on.
 */
export function pendingOf(
  requests: readonly Open[],
  reports: readonly Open[],
  results: readonly Open[],
  now: Date,
): readonly string[] {
  const answers = [...reports, ...results]
  const open = answers.filter(
    ({ status, category }) =>
      OPEN.has(status) && !codesIn(category).some((code) => NO_TEST.has(code)),
  )
  const answered = new Set(answers.flatMap(({ basedOn }) => referencesIn(basedOn)))
  const waiting = requests.filter(
    (each) =>
      each.status === 'active' &&
      each.intent !== 'proposal' &&
      each.intent !== 'plan' &&
      isDiagnostic(each) &&
      !isForLater(each, now) &&
      !answered.has(`${each.resourceType}/${each.id}`),
  )
  const names = [...open, ...waiting].map(({ code }) => titleOf(code) ?? 'A test without a name')
  return [...new Set(names)].toSorted()
}

function isDiagnostic({ category, code }: Open): boolean {
  return (
    codesIn(category).some((each) => DIAGNOSTIC.has(each)) ||
    codingsOf(code).some(
      (each) => each.system === LOINC || (each.system === CPT && CPT_TEST.test(each.code)),
    )
  )
}

/** Ordered for after the stay: nothing of it is pending yet. */
function isForLater({ occurrenceDateTime, occurrencePeriod }: Open, now: Date): boolean {
  const { start } = (occurrencePeriod ?? {}) as { readonly start?: unknown }
  const day = occurrenceDateTime ?? start
  return typeof day === 'string' && isFuture(day, now)
}

function titleOf(concept: unknown): string | undefined {
  return wordsIn(concept)[0] ?? codesIn(concept)[0]
}

/** What references name, as `ServiceRequest/123`, whatever stands before or after. */
function referencesIn(references: unknown): readonly string[] {
  const all: readonly ({ readonly reference?: unknown } | null)[] = Array.isArray(references)
    ? references
    : [references ?? null]
  return all.flatMap((each) => {
    const parts = referenceParts(each?.reference)
    return parts === undefined ? [] : [`${parts.type}/${parts.id}`]
  })
}
