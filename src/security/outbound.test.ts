import { describe, expect, test } from '@jest/globals'
import { allowedFhirServer, isLoopback, plainUrl } from './outbound.ts'

const BASE = 'https://ehr.example/fhir/r4'
const rules = { bases: ['https://other.example/fhir', BASE], loopback: false }

describe('a registered base is allowed', () => {
  test.each([
    [BASE],
    [`${BASE}/`],
    ['HTTPS://EHR.example/fhir/r4'],
    ['https://ehr.example:443/fhir/r4'],
    ['https://other.example/fhir'],
  ])('%s', (server) => {
    expect(allowedFhirServer(server, rules)).toBe(true)
  })

  test.each([
    ['at the root', 'https://ehr.example/', 'https://ehr.example'],
    ['with a slash in the configuration', `${BASE}/`, BASE],
    ['on its own port', 'https://ehr.example:8443/fhir', 'https://ehr.example:8443/fhir/'],
    ['over http, where it is registered so', 'http://ehr.example/fhir', 'http://ehr.example/fhir'],
    ['by its IPv6 literal', 'https://[2001:db8::1]/fhir', 'https://[2001:DB8::1]/fhir'],
  ])('%s', (_name, base, server) => {
    expect(allowedFhirServer(server, { bases: [base], loopback: false })).toBe(true)
  })
})

/** Each looks like the base, reaches for it, or hides where it goes. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['a relative address', '/fhir/r4'],
  ['no scheme', 'ehr.example/fhir/r4'],
  ['scheme-relative', '//ehr.example/fhir/r4'],
  ['one slash', 'https:/ehr.example/fhir/r4'],
  ['three slashes', 'https:///ehr.example/fhir/r4'],
  ['no slashes', 'https:ehr.example/fhir/r4'],
  ['another scheme', 'http://ehr.example/fhir/r4'],
  ['ftp', 'ftp://ehr.example/fhir/r4'],
  ['a file', 'file:///etc/passwd'],
  ['javascript', 'javascript:alert(1)//https://ehr.example/fhir/r4'],
  ['data', 'data:application/fhir+json,{}'],
  ['gopher', 'gopher://ehr.example/fhir/r4'],
  ['another host', 'https://evil.example/fhir/r4'],
  ['base as a subdomain', 'https://ehr.example.evil.example/fhir/r4'],
  ['host as a suffix', 'https://evil-ehr.example/fhir/r4'],
  ['a subdomain of the host', 'https://a.ehr.example/fhir/r4'],
  ['a trailing dot', 'https://ehr.example./fhir/r4'],
  ['another port', 'https://ehr.example:8443/fhir/r4'],
  ['the port of the other scheme', 'https://ehr.example:80/fhir/r4'],
  ['port nought', 'https://ehr.example:0/fhir/r4'],
  ['an empty port', 'https://ehr.example:/fhir/r4'],
  ['a padded port', 'https://ehr.example:0443/fhir/r4'],
  ['a port beyond the last', 'https://ehr.example:65979/fhir/r4'],
  ['a user', 'https://user@ehr.example/fhir/r4'],
  ['a user and a password', 'https://user:secret@ehr.example/fhir/r4'],
  ['an empty user', 'https://@ehr.example/fhir/r4'],
  ['the host as user', 'https://ehr.example@evil.example/fhir/r4'],
  ['the base as user', 'https://ehr.example%2Ffhir%2Fr4@evil.example/'],
  ['the host as user and port', 'https://ehr.example:443@evil.example/fhir/r4'],
  ['a query', `${BASE}?x=1`],
  ['an empty query', `${BASE}?`],
  ['a fragment', `${BASE}#x`],
  ['an empty fragment', `${BASE}#`],
  ['the base in a fragment', 'https://evil.example/#ehr.example/fhir/r4'],
  ['the base in a query', `https://evil.example/?${BASE}`],
  ['the base in a path', `https://evil.example/${BASE}`],
  ['a shorter path', 'https://ehr.example/fhir'],
  ['a longer path', `${BASE}/tenant`],
  ['a path with the same beginning', `${BASE}4`],
  ['two slashes at the end', `${BASE}//`],
  ['two slashes within', 'https://ehr.example//fhir/r4'],
  ['another case of the path', 'https://ehr.example/FHIR/r4'],
  ['a step upwards', 'https://ehr.example/fhir/x/../r4'],
  ['steps above the root', 'https://ehr.example/../../fhir/r4'],
  ['a step on the spot', 'https://ehr.example/./fhir/r4'],
  ['an encoded step upwards', 'https://ehr.example/fhir/x/%2e%2E/r4'],
  ['an encoded slash', 'https://ehr.example/fhir%2Fr4'],
  ['an encoded letter', 'https://ehr.example/fhi%72/r4'],
  ['an encoded host', 'https://%65hr.example/fhir/r4'],
  ['backslashes', 'https:\\\\ehr.example\\fhir\\r4'],
  ['a backslash before another host', 'https://evil.example\\@ehr.example/fhir/r4'],
  ['a backslash in the path', 'https://ehr.example/fhir\\r4'],
  ['a blank before', ` ${BASE}`],
  ['a blank after', `${BASE} `],
  ['a tab in the scheme', 'ht\ttps://ehr.example/fhir/r4'],
  ['a line break in the host', 'https://ehr.exa\nmple/fhir/r4'],
  ['a line break and a header', `${BASE}\r\nHost: evil.example`],
  ['a NUL', `${BASE}\0`],
  ['an encoded NUL', `${BASE}%00`],
  ['a delete character', `${BASE}\x7f`],
  ['a full-width letter', 'https://ｅhr.example/fhir/r4'],
  ['a full-width full stop', 'https://ehr。example/fhir/r4'],
  ['a letter that looks alike', 'https://еhr.example/fhir/r4'],
  ['a soft hyphen', 'https://ehr\u00ad.example/fhir/r4'],
  ['a right-to-left mark', `${BASE}\u200f`],
  ['cloud metadata', 'http://169.254.169.254/latest/meta-data'],
  ['cloud metadata in decimal', 'http://2852039166/latest/meta-data'],
  ['cloud metadata in hexadecimal', 'http://0xa9fea9fe/latest/meta-data'],
  ['cloud metadata in octal', 'http://0251.0376.0251.0376/latest/meta-data'],
  ['cloud metadata, mixed', 'http://169.254.43518/latest/meta-data'],
  ['cloud metadata within IPv6', 'http://[::ffff:169.254.169.254]/latest/meta-data'],
  ['cloud metadata by NAT64', 'http://[64:ff9b::a9fe:a9fe]/latest/meta-data'],
  ['cloud metadata by IPv6', 'http://[fd00:ec2::254]/latest/meta-data'],
  ['a private address', 'https://10.0.0.1/fhir/r4'],
  ['more than a sane length', `${BASE}${'/'.repeat(5_000)}`],
]

describe('anything else is refused (T1, FRA-04)', () => {
  test.each(HOSTILE)('%s: %j', (_name, server) => {
    expect(allowedFhirServer(server, rules)).toBe(false)
    expect(allowedFhirServer(server, { ...rules, loopback: true })).toBe(false)
  })

  test('nothing longer than any base is in practice', () => {
    const base = `https://ehr.example/${'a'.repeat(2_048)}`
    expect(allowedFhirServer(base, { bases: [base], loopback: false })).toBe(false)
  })

  test('nothing is allowed where nothing is registered', () => {
    expect(allowedFhirServer(BASE, { bases: [], loopback: false })).toBe(false)
  })

  test.each([
    [''],
    ['ehr.example/fhir/r4'],
    ['https://user@ehr.example/fhir/r4'],
    ['https://ehr.example/fhir/x/../r4'],
  ])('the unusable base %j admits nobody, not even its own spelling', (base) => {
    expect(allowedFhirServer(base, { bases: [base], loopback: false })).toBe(false)
    expect(allowedFhirServer(BASE, { bases: [base], loopback: false })).toBe(false)
  })
})

describe('this machine', () => {
  const OWN = [
    'http://localhost:8080/fhir',
    'https://localhost/fhir',
    'http://LOCALHOST/fhir',
    'http://127.0.0.1:8080/fhir',
    'http://127.255.255.254/',
    'http://[::1]:8080/fhir',
  ]

  test.each(OWN)('%s is allowed when told so', (server) => {
    expect(allowedFhirServer(server, { bases: [], loopback: true })).toBe(true)
    expect(allowedFhirServer(server, { bases: [], loopback: false })).toBe(false)
  })

  test.each([
    ['a decimal address', 'http://2130706433/fhir'],
    ['a hexadecimal address', 'http://0x7f000001/fhir'],
    ['an octal address', 'http://0177.0.0.1/fhir'],
    ['a short address', 'http://127.1/fhir'],
    ['nought', 'http://0/fhir'],
    ['any address', 'http://0.0.0.0/fhir'],
    ['any IPv6 address', 'http://[::]/fhir'],
    ['IPv4 within IPv6', 'http://[::ffff:127.0.0.1]/fhir'],
    ['::1 in full', 'http://[0:0:0:0:0:0:0:1]/fhir'],
    ['::1 with a zone', 'http://[::1%25lo]/fhir'],
    ['an address as a name', 'http://127.0.0.1.nip.io/fhir'],
    ['localhost as a name', 'http://localhost.evil.example/fhir'],
    ['a name below localhost', 'http://evil.localhost/fhir'],
    ['localhost with a dot', 'http://localhost./fhir'],
    ['127.0.0.1 with a dot', 'http://127.0.0.1./fhir'],
    ['128.0.0.1', 'http://128.0.0.1/fhir'],
    ['a circled digit', 'http://①27.0.0.1/fhir'],
    ['another scheme', 'ftp://localhost/fhir'],
    ['a user', 'http://user@localhost/fhir'],
    ['localhost as user', 'http://localhost@evil.example/fhir'],
    ['a query', 'http://localhost/fhir?x=1'],
    ['a backslash', 'http://localhost\\fhir'],
  ])('not by %s: %s', (_name, server) => {
    expect(allowedFhirServer(server, { bases: [], loopback: true })).toBe(false)
  })

  test('the configuration and CORS use the same notion of it', () => {
    expect(['localhost', '127.0.0.1', '127.8.8.8', '[::1]'].filter(isLoopback)).toHaveLength(4)
    expect(['128.0.0.1', '127.0.0.1.nip.io', 'localhost.', ''].filter(isLoopback)).toEqual([])
  })
})

test('the address that was judged is the one to connect to', () => {
  expect(plainUrl('HTTPS://EHR.example:443/fhir')?.href).toBe('https://ehr.example/fhir')
  expect(plainUrl('https://ehr.example/a b')).toBeUndefined()
})
