import { isIPv4 } from 'node:net'
import { underBase } from '../../../src/fhir/under-base.ts'
import { hostWithinReach } from '../../../src/security/address-guard.ts'
import { type OutboundRules, reachOf } from '../../../src/security/outbound.ts'
import { type Judgement, passed, refused, type Target, wrong } from './target.ts'

const BASES = [
  'https://ehr.example/fhir',
  'https://ehr.example:8443/a/b',
  'http://[2606:4700::1]/r4',
]
const INTERNAL = ['http://10.0.0.7:8080/fhir']
const rules: OutboundRules = { bases: BASES, internal: INTERNAL, loopback: true }
const BASE = new URL('https://ehr.example/fhir')

const place = ({ origin, pathname }: URL): string => origin + pathname.replace(/\/$/, '')
const PLACES = new Set([...BASES, ...INTERNAL].map((base) => place(new URL(base))))

/** Whether an address is of this machine, a private net or none of anybody's, by its numbers (RFC 6890). */
function isSpecial(host: string): boolean {
  if (host.startsWith('[')) return isSpecialV6(host.slice(1, -1))
  if (!isIPv4(host)) return false
  const [a = 0, b = 0, c = 0] = host.split('.').map(Number)
  if (a === 0 || a === 10 || a === 127 || a >= 224) return true
  if (a === 100) return b >= 64 && b < 128
  if (a === 172) return b >= 16 && b < 32
  if (a === 169) return b === 254
  if (a === 198) return b === 18 || b === 19 || (b === 51 && c === 100)
  if (a === 192) return b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99)
  return a === 203 && b === 0 && c === 113
}

/** The parser writes an address in one way: the longest run of zeros left out, no dots. */
function isSpecialV6(host: string): boolean {
  const [first = '', second = ''] = host.split(':')
  const [a, b] = [Number.parseInt(first || '0', 16), Number.parseInt(second || '0', 16)]
  if (host.startsWith('::')) return host.split(':').length <= 5 // the last 32 bits, or mapped
  return a >= 0xfc00 || a === 0x2002 || (a === 0x64 && b === 0xff9b) || (a === 0x2001 && b < 0x200)
}

/** What connects reads the text once more; it has to come to the same server. */
function judgeServer(text: string): Judgement {
  const reach = reachOf(text, rules)
  if (reach === undefined) return refused
  const url = URL.parse(text)
  if (url === null) return wrong('no URL, and still to be called')
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return wrong('carries a user, a query or a fragment')
  if (!text.toLowerCase().startsWith(`${url.protocol}//${url.hostname}`))
    return wrong('the host is written another way')
  if (reach === 'loopback')
    return /^(?:localhost|\[::1\]|127\.[\d.]+)$/.test(url.hostname)
      ? passed
      : wrong('not this machine')
  return PLACES.has(place(url)) ? passed : wrong('not a registered server')
}

function judgeBelow(text: string): Judgement {
  const below = underBase(text, BASE)
  if (below === undefined) return refused
  // As a server would read it that decodes before it walks the path.
  const steps = below.pathname
    .replaceAll(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .split(/[/\\]/)
  if (below.origin !== BASE.origin || steps[1] !== 'fhir' || steps.includes('..'))
    return wrong('leaves the base')
  return new URL(below.href).href === below.href ? passed : wrong('reads differently again')
}

function judgeHost(text: string): Judgement {
  const host = URL.parse(`http://${text}/`)?.hostname
  if (host === undefined || !hostWithinReach(host, 'public')) return refused
  return isSpecial(host) ? wrong('a private address is let out') : passed
}

export const address: Target = {
  name: 'address',
  code: /\/src\/(?:security\/(?:outbound|address-guard|fhir-bases)|fhir\/under-base)/,
  seeds: [
    ...BASES,
    ...INTERNAL,
    'http://127.0.0.1:4000/fhir',
    'http://localhost/fhir',
    '?_page=2&x=%41',
    'https://ehr.example/fhir/Patient/1?_count=10',
    ...['8.8.8.8', '10.1.2.3', '[::ffff:10.0.0.1]', '0x7f.1', '2130706433', '[fe80::1]'],
  ],
  words: [
    ...['https://', 'http://', '//', '@', '..', '/../', '%2e%2e', '%2f', '%5c', '%00', '\\', '#'],
    ...['ehr.example', 'fhir', ':443', ':80', ':8443', '[::1]', '[', ']', '127.0.0.1', '169.254.'],
    ...['192.168.', '172.16.', '100.64.', '0177.', '0x', 'localhost', '.', '。', 'ⓔ', '\t', '\n'],
  ],
  async judge(text) {
    const all = [judgeServer(text), judgeBelow(text), judgeHost(text)]
    return (
      all.find(({ wrong: why }) => why !== undefined) ?? {
        passed: all.some((each) => each.passed),
      }
    )
  },
}
