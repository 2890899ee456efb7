/** A request for a FHIR server: path under the base, and parameters, each encoded once. */
export interface Query {
  readonly path: string
  readonly parameters: URLSearchParams
  /** The `_count` asked for. */
  readonly count?: number
}

/**
 * Takes the text of a filled template apart. Literals stand in it as they are (`http://loinc.org|4548-4`)
 * or percent-encoded; either way each value is encoded exactly once when it is sent.
 */
export function parseQuery(text: string): Query {
  const at = text.indexOf('?')
  if (at === -1) return { path: text, parameters: new URLSearchParams() }
  const parameters = new URLSearchParams()
  for (const pair of text.slice(at + 1).split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = equals === -1 ? pair : pair.slice(0, equals)
    parameters.append(decoded(name), equals === -1 ? '' : decoded(pair.slice(equals + 1)))
  }
  const count = Number(parameters.get('_count') ?? Number.NaN)
  return { path: text.slice(0, at), parameters, ...(count > 0 ? { count } : {}) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A bare "%" that encodes nothing is meant as it is.
    return text
  }
}

/** `a=b&c=d` with spaces as %20, which every FHIR server understands. */
export function encoded(parameters: URLSearchParams): string {
  return [...parameters]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
}

/** Whether an address lies under a base: same origin, and the path below it on a segment boundary. */
export function isUnder(address: string, base: string): boolean {
  const [url, root] = [URL.parse(address), URL.parse(base)]
  if (url === null || root === null || url.origin !== root.origin) return false
  if (url.username !== '' || url.password !== '') return false
  const path = root.pathname.replace(/\/+$/, '')
  return url.pathname === path || url.pathname.startsWith(`${path}/`)
}
