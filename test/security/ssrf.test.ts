import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { defineRule, defineService, optional } from '#cds'
import type { ClientPolicy } from '../../src/engine/client-policy.ts'
import { openFhirclient } from '../../src/fhir/fhirclient.ts'
import { guardedLookup, type Reach } from '../../src/security/address-guard.ts'
import {
  authorization,
  fixtures,
  patient,
  post,
  requestFor,
  startAs,
} from '../conformance/fixtures.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { registryOf, type TestApp } from '../support/make-app.ts'
import { setTrap, type Trap } from '../support/trap.ts'

const TOKEN = authorization.access_token
const condition = { resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/pat1' } }

let trap: Trap
let ehr: FhirServer
/** The EHR's host and port, and the trap's. */
let own: string
let evil: string
beforeAll(async () => {
  trap = await setTrap()
  evil = `127.0.0.1:${trap.port}`
})
afterAll(() => trap.close())
beforeEach(async () => {
  ehr = await startFhirServer({ resources: [patient, condition], pageSize: 1 })
  own = new URL(ehr.url).host
})
afterEach(async () => {
  for (const { headers } of ehr.requests) expect(headers.authorization).toBe(`Bearer ${TOKEN}`)
  await ehr.close()
})

/** Where nobody else may be called, nobody was; least of all with the token. */
function expectUntouched(): void {
  expect(trap.connections()).toBe(0)
  expect(trap.received()).toBe('')
}

const ask = (app: TestApp, fhirServer: string, service = 'pv') =>
  post(app, service, requestFor('patient-view', { fhirServer, fhirAuthorization: authorization }))

/** Every spelling wants to reach the trap, the EHR by another way, or a place of the network's own. */
const SPELLINGS: readonly (readonly [string, () => string])[] = [
  ['another port', () => `http://${evil}/fhir`],
  ['localhost', () => `http://localhost:${trap.port}/fhir`],
  ['IPv6', () => `http://[::1]:${trap.port}/fhir`],
  ['https to another port', () => `https://${evil}/fhir`],
  ['user', () => `http://user@${evil}/fhir`],
  ['user and password', () => `http://user:pass@${evil}/fhir`],
  ['listed host as user', () => `http://${own}@${evil}/fhir`],
  ['listed base as user', () => `http://${own}%2Ffhir@${evil}/`],
  ['listed host as user, encoded at', () => `http://${own}%40${evil}/fhir`],
  ['two ats', () => `http://${own}@${evil}@${own}/fhir`],
  ['empty user', () => `http://@${evil}/fhir`],
  ['backslash for the at', () => `http://${evil}\\@${own}/fhir`],
  ['backslashes for slashes', () => `http:\\\\${evil}\\fhir`],
  ['one slash', () => `http:/${evil}/fhir`],
  ['three slashes', () => `http:///${evil}/fhir`],
  ['no slashes', () => `http:${evil}/fhir`],
  ['no scheme', () => `//${evil}/fhir`],
  ['host only', () => `${evil}/fhir`],
  ['upper-case scheme', () => `HTTP://${evil}/fhir`],
  ['other scheme', () => `ftp://${evil}/fhir`],
  ['file', () => 'file:///etc/passwd'],
  ['gopher', () => `gopher://${evil}/_GET%20/`],
  ['data', () => 'data:application/fhir+json,{"resourceType":"Patient"}'],
  ['javascript', () => `javascript:fetch("//${evil}")`],
  ['unix socket', () => 'unix:/var/run/docker.sock'],
  ['jar', () => `jar:http://${evil}/fhir!/`],
  ['dot at the end', () => `http://127.0.0.1.:${trap.port}/fhir`],
  ['localhost with dot', () => `http://localhost.:${trap.port}/fhir`],
  ['below localhost', () => `http://trusted.localhost:${trap.port}/fhir`],
  ['decimal', () => `http://2130706433:${trap.port}/fhir`],
  ['hexadecimal', () => `http://0x7f000001:${trap.port}/fhir`],
  ['hexadecimal by parts', () => `http://0x7f.0x0.0x0.0x1:${trap.port}/fhir`],
  ['octal', () => `http://0177.0.0.01:${trap.port}/fhir`],
  ['octal, long', () => `http://017700000001:${trap.port}/fhir`],
  ['short', () => `http://127.1:${trap.port}/fhir`],
  ['shorter', () => `http://0:${trap.port}/fhir`],
  ['mixed', () => `http://127.0x1:${trap.port}/fhir`],
  ['overflowing', () => `http://127.0.0.257:${trap.port}/fhir`],
  ['padded', () => `http://127.000.000.001:${trap.port}/fhir`],
  ['any address', () => `http://0.0.0.0:${trap.port}/fhir`],
  ['any IPv6 address', () => `http://[::]:${trap.port}/fhir`],
  ['v4-mapped', () => `http://[::ffff:127.0.0.1]:${trap.port}/fhir`],
  ['v4-mapped in hexadecimal', () => `http://[::ffff:7f00:1]:${trap.port}/fhir`],
  ['v4-compatible', () => `http://[::127.0.0.1]:${trap.port}/fhir`],
  ['NAT64', () => `http://[64:ff9b::7f00:1]:${trap.port}/fhir`],
  ['6to4', () => `http://[2002:7f00:1::]:${trap.port}/fhir`],
  ['::1 in full', () => `http://[0:0:0:0:0:0:0:1]:${trap.port}/fhir`],
  ['::1 with a zone', () => `http://[::1%25lo]:${trap.port}/fhir`],
  ['full-width digits', () => `http://１２７.0.0.1:${trap.port}/fhir`],
  ['circled digits', () => `http://①②⑦.0.0.1:${trap.port}/fhir`],
  ['full-width dots', () => `http://127。0。0。1:${trap.port}/fhir`],
  ['half-width dots', () => `http://127｡0｡0｡1:${trap.port}/fhir`],
  ['encoded dots', () => `http://127%2e0%2e0%2e1:${trap.port}/fhir`],
  ['encoded host', () => `http://%6c%6f%63alhost:${trap.port}/fhir`],
  ['soft hyphen', () => `http://local\u00adhost:${trap.port}/fhir`],
  ['zero-width joiner', () => `http://local\u200dhost:${trap.port}/fhir`],
  ['mathematical letters', () => `http://𝓵ocalhost:${trap.port}/fhir`],
  ['listed host as beginning', () => `http://127.0.0.1.nip.io:${trap.port}/fhir`],
  ['listed host as end', () => `http://evil-127.0.0.1:${trap.port}/fhir`],
  ['listed port as beginning', () => `${ehr.url.replace(own, `${own}0`)}`],
  ['padded port', () => `http://127.0.0.1:0${trap.port}/fhir`],
  ['port beyond the last', () => `http://127.0.0.1:${trap.port + 65_536}/fhir`],
  ['port nought', () => 'http://127.0.0.1:0/fhir'],
  [
    'encoded port',
    () => `http://127.0.0.1:%3${String(trap.port)[0]}${String(trap.port).slice(1)}/fhir`,
  ],
  ['two ports', () => `http://127.0.0.1:${new URL(ehr.url).port}:${trap.port}/fhir`],
  ['listed base in the query', () => `http://${evil}/?${ehr.url}`],
  ['listed base in the fragment', () => `http://${evil}/#@${own}/fhir`],
  ['listed base in the path', () => `http://${evil}/${ehr.url}`],
  ['query', () => `${ehr.url}?_format=json`],
  ['empty query', () => `${ehr.url}?`],
  ['fragment', () => `${ehr.url}#x`],
  ['shorter path', () => ehr.url.replace(/\/fhir$/, '/')],
  ['longer path', () => `${ehr.url}/admin`],
  ['path that begins alike', () => `${ehr.url}-admin`],
  ['step upwards', () => `${ehr.url}/../admin`],
  ['step up and back', () => `${ehr.url}/../fhir`],
  ['encoded step upwards', () => `${ehr.url}/%2e%2e/admin`],
  ['half-encoded step upwards', () => `${ehr.url}/.%2e/admin`],
  ['backslash step upwards', () => `${ehr.url}\\..\\admin`],
  ['two slashes', () => ehr.url.replace('/fhir', '//fhir')],
  ['path parameter', () => `${ehr.url};x=1`],
  ['upper-case path', () => ehr.url.replace('/fhir', '/FHIR')],
  ['NUL', () => `${ehr.url}\0.evil.example`],
  ['encoded NUL', () => `${ehr.url}%00`],
  ['tab in the host', () => `http://127.0.0.1\t:${trap.port}/fhir`],
  ['line break and header', () => `${ehr.url}\r\nHost: ${evil}`],
  ['blank before', () => ` http://${evil}/fhir`],
  ['blank in the host', () => `http://127.0.0.1 :${trap.port}/fhir`],
  ['cloud metadata', () => 'http://169.254.169.254/latest/meta-data'],
  ['cloud metadata, v4-mapped', () => 'http://[::ffff:a9fe:a9fe]/latest/meta-data'],
  ['cloud metadata by IPv6', () => 'http://[fd00:ec2::254]/latest/meta-data'],
  ['a private network', () => `http://10.0.0.1:${trap.port}/fhir`],
  ['a host next door', () => `http://192.168.1.1:${trap.port}/fhir`],
  ['carrier-grade NAT', () => `http://100.64.0.1:${trap.port}/fhir`],
  ['link-local', () => `http://[fe80::1]:${trap.port}/fhir`],
  ['multicast', () => `http://224.0.0.1:${trap.port}/fhir`],
  ['broadcast', () => `http://255.255.255.255:${trap.port}/fhir`],
  ['very long', () => `http://${evil}/${'a'.repeat(10_000)}`],
]

/** These are this machine, written plainly: open mode is for just that. */
const PLAINLY_LOOPBACK = new Set([
  'another port',
  'localhost',
  'IPv6',
  'https to another port',
  'upper-case scheme',
  'listed base in the path',
  'shorter path',
  'longer path',
  'path that begins alike',
  'path parameter',
  'two slashes',
  'upper-case path',
])

describe('R3 FRA-04 T1 no fhirServer leads beyond the list', () => {
  let listed: TestApp
  beforeEach(async () => {
    listed = await startAs(fixtures, {
      loopbackFhir: false,
      fhirServers: ['https://ehr.example/fhir', 'http://localhost:1/fhir'],
      internalFhirServers: [ehr.url],
    })
  })

  test('the listed one is asked, with the token', async () => {
    expect((await ask(listed, ehr.url)).status).toBe(200)
    expect(ehr.requests).toHaveLength(2)
  })

  test(`none of ${SPELLINGS.length} spellings`, async () => {
    expect(SPELLINGS.length).toBeGreaterThanOrEqual(90)
    for (const [name, spelling] of SPELLINGS) {
      const { status, text } = await ask(listed, spelling())
      expect([name, status]).toEqual([name, status === 400 ? 400 : 412])
      expect(text).not.toContain(TOKEN)
    }
    expect(ehr.requests).toHaveLength(0)
    expectUntouched()
  })

  test('in open mode none but those that say plainly that they are this machine', async () => {
    const open = await startAs(fixtures, {})
    for (const [name, spelling] of SPELLINGS) {
      if (PLAINLY_LOOPBACK.has(name)) continue
      const { status } = await ask(open, spelling())
      expect([name, status]).toEqual([name, status === 400 ? 400 : 412])
    }
    expect(ehr.requests).toHaveLength(0)
    expectUntouched()
  })

  test('the trap would see a call, by either family', async () => {
    const seen = await setTrap()
    try {
      const open = await startAs(fixtures, {})
      expect((await ask(open, `http://127.0.0.1:${seen.port}/fhir`)).status).toBe(200)
      const byIpv4 = seen.connections()
      expect(byIpv4).toBeGreaterThan(0)
      expect(seen.received()).toContain(TOKEN)
      if (seen.hasIpv6) {
        expect((await ask(open, `http://[::1]:${seen.port}/fhir`)).status).toBe(200)
        expect(seen.connections()).toBeGreaterThan(byIpv4)
      }
    } finally {
      await seen.close()
    }
  })
})

describe('R3 T1 a listed name is called at addresses within its reach only', () => {
  const policies: readonly (readonly [string, () => Partial<ClientPolicy>])[] = [
    ['localhost', () => ({ fhirServers: [`http://localhost:${trap.port}/fhir`] })],
    ['127.0.0.1', () => ({ fhirServers: [`http://127.0.0.1:${trap.port}/fhir`] })],
    ['[::1]', () => ({ fhirServers: [`http://[::1]:${trap.port}/fhir`] })],
  ]
  test.each(policies)('%s, listed but not as internal', async (host, policy) => {
    const app = await startAs(fixtures, { loopbackFhir: false, ...policy() })
    expect((await ask(app, `http://${host}:${trap.port}/fhir`)).status).toBe(412)
    expectUntouched()
  })

  /** A resolver with the signature and the lateness of the system's, and a list of answers. */
  const nameServer = (...answers: readonly (readonly string[])[]) => {
    const asked: string[] = []
    const openFhir = openFhirclient({
      lookup: (reach: Reach) =>
        guardedLookup(reach, (hostname, _options, callback) => {
          const found = answers[asked.push(hostname) - 1] ?? []
          setImmediate(() =>
            callback(
              null,
              found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
            ),
          )
        }),
    })
    return { asked, openFhir }
  }
  const time = { remainingMs: () => 10_000 }

  test.each([
    [['127.0.0.1']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['0.0.0.0']],
    [['8.8.8.8', '127.0.0.1']],
    [['2606:4700::1111', '::1']],
    [['64:ff9b::7f00:1']],
    [['10.0.0.1']],
    [['169.254.169.254']],
    [[]],
  ])('a public base whose name resolves to %j', async (addresses) => {
    const { openFhir, asked } = nameServer(addresses)
    const client = openFhir({
      server: `http://ehr.example:${trap.port}/fhir`,
      reach: 'public',
      token: TOKEN,
    })
    expect(await client.read('Patient/1', time)).toEqual({ ok: false, failure: 'refused' })
    expect(asked).toEqual(['ehr.example'])
    expectUntouched()
  })

  test('a name that changes its mind is judged anew, and called where it was judged', async () => {
    // In turn: this machine, a public address, this machine and a private one.
    const { openFhir, asked } = nameServer(['127.0.0.1'], ['8.8.8.8'], ['127.0.0.1', '10.0.0.1'])
    const { port } = new URL(ehr.url)
    const read = (reach: Reach) =>
      openFhir({ server: `http://ehr.example:${port}/fhir`, reach, token: TOKEN }).read(
        'Patient/pat1',
        time,
      )
    expect(await read('loopback')).toMatchObject({ ok: true })
    expect(asked).toHaveLength(1) // not once to judge and once to connect
    expect(await read('loopback')).toEqual({ ok: false, failure: 'refused' })
    expect(await read('loopback')).toEqual({ ok: false, failure: 'refused' })
    expect(ehr.requests).toHaveLength(1)
  })
})

describe('R3 T2 T3 nothing that a FHIR server says leads elsewhere', () => {
  let listed: TestApp
  const medicines = defineRule({
    id: 'medicines',
    version: '1.0.0',
    owner: 'Tests',
    reviewBy: '2027-01-01',
    source: { label: 'Tests' },
    hooks: 'patient-view',
    prefetch: {
      patient: optional('Patient/{{context.patientId}}'),
      medicines: 'MedicationRequest?patient={{context.patientId}}',
    },
    cards: { said: { indicator: 'info', summary: '{{count}} medicines' } },
    evaluate: ({ medicines: list }, { card }) => [card('said', { count: list.length })],
  })
  const registry = registryOf([
    {
      service: defineService({ id: 'meds', title: 'Medicines', description: 'For a test' }),
      rules: [medicines],
    },
  ])
  beforeEach(async () => {
    listed = await startAs(fixtures, { loopbackFhir: false, internalFhirServers: [ehr.url] })
  })

  const REDIRECTS = [300, 301, 302, 303, 305, 307, 308]
  const locations = () => [
    `http://${evil}/Patient/pat1`,
    `//${evil}/Patient/pat1`,
    `http:\\\\${evil}\\Patient\\pat1`,
    `http://${own}@${evil}/Patient/pat1`,
  ]

  test.each(REDIRECTS)('a %d, in an app that may call the trap too', async (status) => {
    // Open mode could call it; a redirect still may not lead there.
    const open = await startAs(fixtures, {})
    for (const location of locations())
      for (const app of [listed, open]) {
        ehr.fail(/./, (response) => void response.writeHead(status, { location }).end())
        expect((await ask(app, ehr.url)).status).toBe(412)
      }
    expectUntouched()
  })

  test.each([
    ['a Location beside 200 or 201', 201, { location: '' }],
    ['Content-Location, Link, Refresh', 200, { 'content-location': '', link: '', refresh: '' }],
  ])('%s', async (_name, status, names) => {
    const target = `http://${evil}/Patient/pat1`
    const headers = Object.fromEntries(
      Object.keys(names).map((name) => [
        name,
        name === 'link'
          ? `<${target}>; rel="next"`
          : name === 'refresh'
            ? `0;url=${target}`
            : target,
      ]),
    )
    ehr.fail(/./, (response) => {
      response.writeHead(status, { 'content-type': 'application/fhir+json', ...headers }).end()
    })
    expect((await ask(listed, ehr.url)).status).toBe(412)
    expectUntouched()
  })

  test('next links, in any spelling', async () => {
    const open = await startAs(fixtures, {})
    const links = [
      ...SPELLINGS.filter(([name]) => name !== 'longer path').map(([, spelling]) => spelling()),
      `http://${evil}/Condition?patient=pat1`,
      `//${evil}/fhir/Condition`,
      `\\\\${evil}\\fhir\\Condition`,
      `${ehr.url}@${evil}/Condition`,
      `http://${own}:80@${evil}/fhir/Condition`,
      `/\\${evil}/fhir`,
    ]
    const before = ehr.requests.length
    for (const url of links)
      for (const app of [listed, open]) {
        ehr.fail('/Condition', (response) => {
          const link = [{ relation: 'next', url }]
          response
            .writeHead(200, { 'content-type': 'application/fhir+json' })
            .end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry: [], link }))
        })
        expect((await ask(app, ehr.url)).status).toBe(200)
      }
    expect(ehr.requests.length).toBeGreaterThan(before)
    // What was followed stayed under the base; of these, any path beside it would show.
    for (const { path } of ehr.requests) expect(path).not.toMatch(/admin|FHIR|^\/\//)
    expectUntouched()
  })

  test('references to resources on other servers', async () => {
    const app = await startAs(registry, { loopbackFhir: false, internalFhirServers: [ehr.url] })
    const references = [
      `http://${evil}/fhir/Medication/m1`,
      `//${evil}/fhir/Medication/m1`,
      `${ehr.url}@${evil}/Medication/m1`,
      `${ehr.url}/../../Medication/../../admin`,
      `Medication/../../admin`,
    ]
    ehr.load(
      references.map((reference, index) => ({
        resourceType: 'MedicationRequest',
        id: `mr${index}`,
        status: 'active',
        intent: 'order',
        subject: { reference: 'Patient/pat1' },
        medicationReference: { reference },
      })),
    )
    expect((await ask(app, ehr.url, 'meds')).status).toBe(200)
    for (const { path } of ehr.requests) expect(path).not.toContain('admin')
    expectUntouched()
  })

  test('the token of one call is not kept for the next', async () => {
    const closed = await startAs(fixtures, {
      loopbackFhir: false,
      internalFhirServers: [ehr.url],
      openFhir: false,
    })
    expect((await ask(closed, ehr.url)).status).toBe(200)
    const count = ehr.requests.length
    const bare = requestFor('patient-view', { fhirServer: ehr.url })
    expect((await post(closed, 'pv', bare)).status).toBe(412)
    expect(ehr.requests).toHaveLength(count)
  })
})
