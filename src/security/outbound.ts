import type { Reach } from './address-guard.ts'

/** Where requests of one client may go. */
export interface OutboundRules {
  /** FHIR base URLs registered for the client, at public addresses. */
  readonly bases: readonly string[]
  /** Registered ones that may stand at private addresses. */
  readonly internal?: readonly string[]
  /** True where servers on this machine are allowed too. */
  readonly loopback: boolean
}

/** As long as any base is in practice; what is longer is not worth parsing. */
const MAX_LENGTH = 2_048

/**
 * Whether a FHIR server is one that we may call (T1): it equals a registered base, compared part by
 * part after parsing; no prefix of text ever decides. With `loopback`, addresses of this machine are
 * admitted as well, by the name `localhost` or as literals. It judges the spelling; what a name may
 * resolve to is the reach that `reachOf` gives.
 *
 * @example allowedFhirServer('https://ehr.example/fhir/', { bases: ['https://ehr.example/fhir'], loopback: false })
 */
export function allowedFhirServer(server: string, rules: OutboundRules): boolean {
  return reachOf(server, rules) !== undefined
}

/** The addresses at which a server may be called; `undefined` where it may not be called at all. */
export function reachOf(server: string, rules: OutboundRules): Reach | undefined {
  const url = plainUrl(server)
  if (url === undefined) return undefined
  const among = (bases: readonly string[]) => bases.some((base) => sameBase(url, plainUrl(base)))
  if (among(rules.internal ?? [])) return 'internal'
  if (rules.loopback && isLoopback(url.hostname)) return 'loopback'
  return among(rules.bases) ? 'public' : undefined
}

/**
 * A parsed base URL; `undefined` where the parser would have to read more into it than is written, or
 * where it carries anything but scheme, host, port and path.
 */
export function plainUrl(text: string): URL | undefined {
  // The parser repairs backslashes, blanks and line breaks; an honest client sends none.
  if (text.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(text) || /[\\?#@]/.test(text))
    return undefined
  const written = /^(https?):\/\/(\[[^\]/]*\]|[^/:[\]]+)(?::(\d{1,5}))?(\/.*)?$/i.exec(text)
  const url = URL.parse(text)
  if (written === null || url === null) return undefined
  const [, scheme, host, port = '', path = '/'] = written
  // What the parser rewrote (2130706433, 0x7f.1, %31, a/../b) was not written to be read.
  if (`${scheme?.toLowerCase()}:` !== url.protocol || host?.toLowerCase() !== url.hostname)
    return undefined
  if (port !== url.port && port !== DEFAULT_PORT[url.protocol]) return undefined
  if (path !== url.pathname || /%(?:00|2e|2f|5c)/i.test(path)) return undefined
  return url
}

const DEFAULT_PORT: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

function sameBase(a: URL, b: URL | undefined): boolean {
  return (
    b !== undefined && a.protocol === b.protocol && a.host === b.host && pathOf(a) === pathOf(b)
  )
}

function pathOf({ pathname }: URL): string {
  return pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
}

/** Whether a host, as the URL parser gives it, is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  )
}
