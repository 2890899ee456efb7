interface Open {
  readonly resourceType?: unknown
  readonly status?: unknown
  readonly intent?: unknown
  readonly code?: unknown
  readonly category?: unknown
  readonly basedOn?: unknown
  readonly id?: unknown
}

const OPEN = new Set<unknown>(['registered', 'partial', 'preliminary'])
// HL7's service section (LAB, RAD …) and SNOMED CT's laboratory and imaging procedures, as US Core asks.
const DIAGNOSTIC = new Set<unknown>([
  'LAB',
  'RAD',
  'laboratory',
  'imaging',
  '108252007',
  '363679005',
])
const LOINC = 'http://loinc.org'

/** What is still to come, in words and each once: reports and results that are open, and tests without any. */
export function pendingOf(
  requests: readonly Open[],
  reports: readonly Open[],
  results: readonly Open[],
): readonly string[] {
  const open = [...reports, ...results].filter(({ status }) => OPEN.has(status))
  const answered = new Set([...reports, ...results].flatMap(({ basedOn }) => references(basedOn)))
  const waiting = requests.filter(
    (each) =>
      each.status === 'active' &&
      each.intent !== 'proposal' &&
      each.intent !== 'plan' &&
      isDiagnostic(each) &&
      !answered.has(String(each.id)),
  )
  const names = [...open, ...waiting].flatMap((each) => titleOf(each.code) ?? [])
  return [...new Set(names)].toSorted()
}

function isDiagnostic({ category, code }: Open): boolean {
  const concepts = Array.isArray(category) ? category : [category]
  return (
    concepts.some((each) => codings(each).some((coding) => DIAGNOSTIC.has(coding.code))) ||
    codings(code).some(({ system }) => system === LOINC)
  )
}

function titleOf(concept: unknown): string | undefined {
  const { text } = (concept ?? {}) as { readonly text?: unknown }
  const [first] = codings(concept)
  return [text, first?.display, first?.code].find(
    (each): each is string => typeof each === 'string',
  )
}

interface Coding {
  readonly system?: unknown
  readonly code?: unknown
  readonly display?: unknown
}

function codings(concept: unknown): readonly Coding[] {
  const { coding } = (concept ?? {}) as { readonly coding?: unknown }
  return Array.isArray(coding)
    ? coding.filter((each) => typeof each === 'object' && each !== null)
    : []
}

function references(basedOn: unknown): readonly string[] {
  const all: readonly ({ readonly reference?: unknown } | null)[] = Array.isArray(basedOn)
    ? basedOn
    : []
  return all.flatMap((each) =>
    typeof each?.reference === 'string' ? [each.reference.split('/').at(-1) ?? ''] : [],
  )
}
