/** Where requests of one client may go. */
export interface OutboundRules {
  /** FHIR base URLs registered for the client. */
  readonly bases: readonly string[]
  /** True where servers on this machine are allowed too. */
  readonly loopback: boolean
}

/**
 * Whether a FHIR server is one that we may call (T1): it equals a registered base, compared part by
 * part after parsing; no prefix of text ever decides. With `loopback`, addresses of this machine are
 * admitted as well, by name `localhost` or as literals.
 */
export function allowedFhirServer(server: string, rules: OutboundRules): boolean {
  const url = plainUrl(server)
  if (url === undefined) return false
  if (rules.bases.some((base) => sameBase(url, plainUrl(base)))) return true
  return rules.loopback && isLoopback(url.hostname)
}

/** A parsed base URL without anything that could mislead; `undefined` for all others. */
export function plainUrl(text: string): URL | undefined {
  // The URL parser repairs backslashes, tabs and line breaks; an honest client sends none.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\\\s\u0000-\u001f\u007f]/.test(text)) return undefined
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return undefined
  if (text.includes('?') || text.includes('#') || text.includes('@')) return undefined
  // What the parser rewrote (2130706433, 0x7f.1, %31…) was not written to be read.
  const written = /^https?:\/\/([^/:]+|\[[^\]]*\])(?::\d+)?(?:\/|$)/i.exec(text)?.[1]
  if (written?.toLowerCase() !== url.hostname) return undefined
  if (/%2e|%2f|%5c|\/\.\.?(?:\/|$)/i.test(text)) return undefined
  return url
}

function sameBase(a: URL, b: URL | undefined): boolean {
  return (
    b !== undefined &&
    a.protocol === b.protocol &&
    a.host === b.host &&
    a.pathname.replace(/\/+$/, '') === b.pathname.replace(/\/+$/, '')
  )
}

/** Whether a host, as the URL parser gives it, is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  )
}
