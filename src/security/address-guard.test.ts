import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import { openFhirclient } from '../fhir/fhirclient.ts'
import { ADDRESS_REFUSED, guardedLookup, hostWithinReach, withinReach } from './address-guard.ts'

const PUBLIC = ['8.8.8.8', '172.15.255.255', '172.32.0.1', '100.63.0.1', '2606:4700::1111']
const PRIVATE =
  `10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 169.254.169.254 198.18.0.1
  192.0.0.192 fc00::1 fd12:3456::1 fe80::1 fec0::1`.split(/\s+/)
const CARRIERS = '::ffff:10.0.0.1 ::ffff:8.8.8.8 64:ff9b::a00:1 2002:a00:1::1 2001:0:1::1 ::7f00:1'
const NEVER = '0.0.0.0 0.1.2.3 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ff02::1'.split(' ')

describe('T1 reach', () => {
  test.each(PUBLIC)('%s is public', (address) => {
    expect(withinReach(address, 'public')).toBe(true)
    expect(withinReach(address, 'internal')).toBe(true)
    expect(withinReach(address, 'loopback')).toBe(false)
  })

  test.each([...PRIVATE, ...CARRIERS.split(' '), '127.0.0.1', '127.8.9.1', '::1'])(
    '%s is not public',
    (address) => {
      expect(withinReach(address, 'public')).toBe(false)
    },
  )

  test.each(PRIVATE)('%s is internal, not loopback', (address) => {
    expect(withinReach(address, 'internal')).toBe(true)
    expect(withinReach(address, 'loopback')).toBe(false)
  })

  test.each(NEVER)('%s is never called', (address) => {
    for (const reach of ['public', 'internal', 'loopback'] as const)
      expect(withinReach(address, reach)).toBe(false)
  })

  test('what is no address is out of reach; a name is judged when it resolves', () => {
    for (const text of ['', 'localhost', '10.1', '1.2.3.4.5', 'fe80::1%eth0'])
      expect(withinReach(text, 'internal')).toBe(false)
    expect(hostWithinReach('ehr.example', 'public')).toBe(true)
    expect(hostWithinReach('[::1]', 'public')).toBe(false)
    expect(hostWithinReach('[::1]', 'loopback')).toBe(true)
  })
})

describe('T1 names', () => {
  /** Answers each question with the next list, as a name that changes its mind does. */
  const resolver = (...answers: readonly (readonly string[])[]) => {
    let asked = 0
    return (
      _host: string,
      _options: object,
      callback: (error: null, found: LookupAddress[]) => void,
    ): void => {
      const found = answers[asked] ?? []
      asked += 1
      callback(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    }
  }
  const ask = (lookup: ReturnType<typeof guardedLookup>, all: boolean) =>
    new Promise<unknown>((resolve) =>
      lookup('ehr.example', { all }, (error, ...found) => resolve(error?.code ?? found)),
    )

  test('a name at public addresses resolves to just those', async () => {
    const lookup = guardedLookup('public', resolver(['8.8.8.8', '2606:4700::1111'], ['8.8.8.8']))
    expect(await ask(lookup, true)).toEqual([
      [
        { address: '8.8.8.8', family: 4 },
        { address: '2606:4700::1111', family: 6 },
      ],
    ])
    expect(await ask(lookup, false)).toEqual(['8.8.8.8', 4])
  })

  test('one private address refuses the name; so does a change of mind, or no address', async () => {
    const answers = [['8.8.8.8'], ['8.8.8.8', '10.0.0.1'], ['127.0.0.1'], []]
    const lookup = guardedLookup('public', resolver(...answers))
    expect(await ask(lookup, false)).toEqual(['8.8.8.8', 4])
    for (let index = 1; index < answers.length; index++)
      expect(await ask(lookup, index % 2 === 0)).toBe(ADDRESS_REFUSED)
  })

  test('a name that stands at this machine is refused before a connection is made', async () => {
    let connections = 0
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/fhir+json')
      response.end('{"resourceType":"Patient"}')
    })
    server.on('connection', () => {
      connections += 1
    })
    server.listen(0, 'localhost')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const read = (host: string, reach: 'public' | 'loopback') =>
      openFhirclient()({ server: `http://${host}:${port}`, reach, token: 'SECRET' }).read(
        'Patient/1',
        { remainingMs: () => 5000 },
      )
    for (const host of ['localhost', '127.0.0.1', '[::1]'])
      expect(await read(host, 'public')).toEqual({ ok: false, failure: 'refused' })
    expect(connections).toBe(0)
    expect(await read('localhost', 'loopback')).toMatchObject({ ok: true })
    expect(connections).toBe(1)
    server.close()
  })
})
