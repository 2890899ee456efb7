import { dateTest, type Span, spanOf, spanOfPeriod } from './dates.ts'
import { parameterOf } from './parameters.ts'

export type Stored = Readonly<Record<string, unknown>> & {
  readonly resourceType: string
  readonly id: string
}

/** A search that this server cannot carry out; it says so rather than leave a filter out. */
export class SearchError extends Error {
  override readonly name = 'SearchError'
}

type Test = (resource: Stored) => boolean

/** Sorting, paging and presentation: none of them chooses resources; nothing is included here. */
const RESULT = new Set([
  ...['_sort', '_count', '_format', '_total', '_pretty'],
  ...['_include', '_revinclude'],
])

/**
 * The resources of one type that match every parameter, in the order of `_sort`.
 *
 * @throws SearchError at a parameter or value that is not understood.
 */
export function search(
  type: string,
  resources: Iterable<Stored>,
  query: URLSearchParams,
): readonly Stored[] {
  const tests = [...query]
    .filter(([name]) => !RESULT.has(name))
    .map(([name, value]) => testOf(type, name, value))
  const found = [...resources].filter((resource) => tests.every((test) => test(resource)))
  const order = query.get('_sort')
  return order === null ? found : sorted(type, found, order)
}

/** Values of one parameter are alternatives, parameters add up (R4 search, §3.1.1.4.6). */
function testOf(type: string, name: string, value: string): Test {
  const values = value.split(/(?<!\\),/).map((part) => part.replace(/\\([\\,|$])/g, '$1'))
  const tests = values.map((one) => testOfOne(type, name, one))
  return (resource) => tests.some((test) => test(resource))
}

function testOfOne(type: string, name: string, value: string): Test {
  const parameter = parameterOf(type, name)
  if (parameter === undefined) throw new SearchError(`${type} has no parameter ${name}`)
  const { kind, element } = parameter
  if (kind === 'token') return (resource) => hasToken(resource[element], value)
  if (kind === 'reference') return (resource) => refersTo(resource[element], value, name)
  const test = dateTest(value)
  if (test === undefined) throw new SearchError(`${value} is not a date`)
  return (resource) => {
    const span = spanIn(resource, element)
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
  return (value.system ?? '') === asked.slice(0, bar) && (code === '' || own === code)
}

/** Asked for by `id`, `Type/id` or the address in full; of whichever version, unless one is asked for. */
function refersTo(value: unknown, asked: string, name: string): boolean {
  if (Array.isArray(value)) return value.some((each) => refersTo(each, asked, name))
  // Who takes part in an appointment stands a step deeper.
  if (isObject(value) && isObject(value.actor)) return refersTo(value.actor, asked, name)
  const reference = isObject(value) ? value.reference : undefined
  if (typeof reference !== 'string') return false
  // A subject may be a Group or a Device with the very id of a patient.
  if (name === 'patient' && !/(?:^|\/)Patient\//.test(reference)) return false
  const plain = reference.replace(/\/_history\/[^/]+$/, '')
  return [reference, plain].some((each) => `/${each}`.endsWith(`/${asked}`))
}

function spanIn(resource: Stored, element: string): Span | undefined {
  for (const name of [element, `${element}DateTime`, `${element}Instant`, `${element}Period`]) {
    const value = resource[name]
    if (typeof value === 'string') return spanOf(value)
    if (isObject(value)) return spanOfPeriod(value.start, value.end)
  }
  return undefined
}

/** Several keys, `-` for descending; what lacks the element comes last either way. */
function sorted(type: string, resources: readonly Stored[], order: string): readonly Stored[] {
  const keys = order.split(',').map((text) => {
    const name = text.replace(/^-/, '')
    const parameter = parameterOf(type, name)
    if (name === '_id') return { sign: signOf(text), of: ({ id }: Stored) => id }
    if (parameter?.kind !== 'date') throw new SearchError(`${type} is not sorted by ${name}`)
    const of = (resource: Stored) => spanIn(resource, parameter.element)?.start
    return { sign: signOf(text), of }
  })
  return resources.toSorted((a, b) => {
    for (const { sign, of } of keys) {
      const [x, y] = [of(a), of(b)]
      if (x === y) continue
      if (x === undefined) return 1
      if (y === undefined) return -1
      return x < y ? -sign : sign
    }
    return 0
  })
}

function signOf(key: string): 1 | -1 {
  return key.startsWith('-') ? -1 : 1
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
