import { dateTest, type Span, spanOf, spanOfPeriod } from './fhir-dates.ts'

export type Stored = Readonly<Record<string, unknown>> & {
  readonly resourceType: string
  readonly id: string
}

/** A search that this server cannot carry out; it says so rather than leave a filter out. */
export class SearchError extends Error {
  override readonly name = 'SearchError'
}

type Test = (resource: Stored) => boolean

/** Elements that carry each parameter, over all types; a type has those that it has. */
const TOKENS: ReadonlyMap<string, readonly string[]> = new Map([
  ['_id', ['id']],
  ['code', ['code', 'medicationCodeableConcept', 'vaccineCode']],
  ['vaccine-code', ['vaccineCode']],
  ['status', ['status']],
  ['clinical-status', ['clinicalStatus']],
  ['verification-status', ['verificationStatus']],
  ['category', ['category']],
  ['intent', ['intent']],
  ['type', ['type']],
  ['class', ['class']],
  ['identifier', ['identifier']],
])
const REFERENCES: ReadonlyMap<string, readonly string[]> = new Map([
  ['patient', ['patient', 'subject', 'beneficiary']],
  ['subject', ['subject', 'patient']],
  ['encounter', ['encounter', 'context']],
])
const DATES: ReadonlyMap<string, readonly string[]> = new Map([
  ['date', ['effective', 'performed', 'occurrence', 'recordedDate', 'date', 'period']],
  ['authoredon', ['authoredOn']],
  ['onset-date', ['onset']],
  ['recorded-date', ['recordedDate']],
  ['birthdate', ['birthDate']],
])
/** Sorting, paging and presentation: none of them chooses resources. */
const RESULT = new Set(['_sort', '_count', '_format', '_total', '_pretty'])

/**
 * The resources that match every parameter, in the order of `_sort`.
 *
 * @throws SearchError at a parameter or value that is not understood.
 */
export function search(resources: Iterable<Stored>, query: URLSearchParams): readonly Stored[] {
  const tests = [...query].flatMap(([name, value]) =>
    RESULT.has(name) ? [] : [testOf(name, value)],
  )
  const found = [...resources].filter((resource) => tests.every((test) => test(resource)))
  const order = query.get('_sort')
  return order === null ? found : sorted(found, order)
}

/** Values of one parameter are alternatives, parameters add up (R4 search, §3.1.1.4.6). */
function testOf(name: string, value: string): Test {
  const values = value.split(/(?<!\\),/).map((part) => part.replace(/\\([\\,|$])/g, '$1'))
  const tests = values.map((one) => testOfOne(name, one))
  return (resource) => tests.some((test) => test(resource))
}

function testOfOne(name: string, value: string): Test {
  const tokens = TOKENS.get(name)
  if (tokens !== undefined)
    return (resource) => tokens.some((element) => hasToken(resource[element], value))
  const references = REFERENCES.get(name)
  if (references !== undefined)
    return (resource) => references.some((element) => refersTo(resource[element], value, name))
  const dates = DATES.get(name)
  if (dates === undefined) throw new SearchError(`Parameter ${name} is not supported`)
  const test = dateTest(value)
  if (test === undefined) throw new SearchError(`${value} is not a date`)
  return (resource) => {
    const span = spanIn(resource, dates)
    return span !== undefined && test(span)
  }
}

/** `code`, `system|code`, `|code` for no system, `system|` for any code. */
function hasToken(value: unknown, asked: string): boolean {
  if (Array.isArray(value)) return value.some((item) => hasToken(item, asked))
  const bar = asked.indexOf('|')
  const code = asked.slice(bar + 1)
  // The system of a `code` element is that of its binding, which nothing here knows.
  if (typeof value === 'string') return value === code
  if (!isObject(value)) return false
  if (value.coding !== undefined) return hasToken(value.coding, asked)
  const own = value.code ?? value.value // Coding or Identifier
  if (bar === -1) return own === code
  const system = asked.slice(0, bar)
  return (value.system ?? '') === system && (code === '' || own === code)
}

/** `id`, `Type/id` or the address in full. */
function refersTo(value: unknown, asked: string, name: string): boolean {
  if (Array.isArray(value)) return value.some((item) => refersTo(item, asked, name))
  const reference = isObject(value) ? value.reference : undefined
  if (typeof reference !== 'string') return false
  const wanted = asked.includes('/') ? asked : `/${asked}`
  if (name === 'patient' && !/(?:^|\/)Patient\//.test(reference)) return false
  return reference === asked || `/${reference}`.endsWith(wanted.replace(/^(?!\/)/, '/'))
}

function spanIn(resource: Stored, elements: readonly string[]): Span | undefined {
  for (const element of elements) {
    for (const name of [element, `${element}DateTime`, `${element}Instant`, `${element}Period`]) {
      const value = resource[name]
      if (typeof value === 'string') return spanOf(value)
      if (isObject(value)) return spanOfPeriod(value.start, value.end)
    }
  }
  return undefined
}

/** Several keys, `-` for descending; what lacks the element comes last either way. */
function sorted(resources: readonly Stored[], order: string): readonly Stored[] {
  const keys = order.split(',').map((text) => {
    const name = text.replace(/^-/, '')
    const elements = DATES.get(name)
    if (elements === undefined && name !== '_id')
      throw new SearchError(`Sorting by ${name} is not supported`)
    return { sign: text.startsWith('-') ? -1 : 1, elements }
  })
  const valueOf = (resource: Stored, elements: readonly string[] | undefined) =>
    elements === undefined ? resource.id : spanIn(resource, elements)?.start
  return resources.toSorted((a, b) => {
    for (const { sign, elements } of keys) {
      const [x, y] = [valueOf(a, elements), valueOf(b, elements)]
      if (x === y) continue
      if (x === undefined) return 1
      if (y === undefined) return -1
      return x < y ? -sign : sign
    }
    return 0
  })
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
