/** A request for a FHIR server: path under the base, and parameters, each encoded once. */
export interface Query {
  readonly path: string
  /** `a=b&c=d`, ready for a URL or a form; empty where there are none. */
  readonly search: string
  /** The type that is searched or read; none for an operation such as `Patient/1/$everything`. */
  readonly type?: string
  /** The `_count` asked for. */
  readonly count?: number
}

const SEGMENT = /^[A-Za-z0-9._$-]{1,64}$/

/**
 * Takes the text of a filled template apart. Literals stand in it as they are (`http://loinc.org|4548-4`)
 * or percent-encoded; either way each value is encoded exactly once when it is sent. `undefined` where
 * the path is not plain segments below the base: `../`, a host, an encoded slash (T4).
 */
export function parseQuery(text: string): Query | undefined {
  const at = text.indexOf('?')
  const path = at === -1 ? text : text.slice(0, at)
  if (!path.split('/').every(isSegment)) return undefined
  const parameters = at === -1 ? [] : parametersOf(text.slice(at + 1))
  const search = parameters.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')
  const asked = parameters.find(([name]) => name === '_count')?.[1]
  const count = asked !== undefined && /^\d+$/.test(asked) ? { count: Number(asked) } : {}
  return { path, search, ...typeOf(path), ...count }
}

function isSegment(segment: string): boolean {
  return SEGMENT.test(segment) && segment !== '.' && segment !== '..'
}

/** `Observation`, `Patient/1/Observation`: of a path, every other segment is a type. */
function typeOf(path: string): { readonly type?: string } {
  const segments = path.split('/')
  const type = segments.at(segments.length % 2 === 1 ? -1 : -2)
  return type !== undefined && /^[A-Z]/.test(type) ? { type } : {}
}

function parametersOf(text: string): readonly (readonly [string, string])[] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      if (equals === -1) return [decoded(pair), ''] as const
      return [decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))] as const
    })
}

/** A "%" that encodes nothing is meant as it is, and "+" is a plus: `…T08:00:00+02:00`. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes)
    } catch {
      // Not UTF-8, so not an encoding of ours.
      return escapes
    }
  })
}

/** Percent-encoded; the marks that FHIR values are full of stay readable, as RFC 3986 §3.4 allows. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%(?:2C|2F|3A)/g, decodeURIComponent)
}
