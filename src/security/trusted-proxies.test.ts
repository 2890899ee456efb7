import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from '@jest/globals'
import { callerAddress, proxyProblem } from './trusted-proxies.ts'

const PROXIES = ['10.0.0.0/8', '192.0.2.7', '2001:db8:aa::/48']

function address(remoteAddress: string | undefined, forwarded?: string, proxies = PROXIES): string {
  // Cast: nothing else of it is looked at.
  const request = {
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  } as unknown as IncomingMessage
  return callerAddress(proxies)(request)
}

describe('T13 who called', () => {
  test.each([
    ['nothing is forwarded', '10.1.1.1', undefined, '10.1.1.1'],
    ['one proxy says whom it saw', '10.1.1.1', '203.0.113.9', '203.0.113.9'],
    ['the caller sent one too', '10.1.1.1', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['the caller says that it is a proxy', '10.1.1.1', '10.2.2.2, 203.0.113.9', '203.0.113.9'],
    ['two proxies', '10.1.1.1', '203.0.113.9, 192.0.2.7', '203.0.113.9'],
    ['a proxy among those called itself', '10.1.1.1', '10.2.2.2,192.0.2.7', '10.2.2.2'],
    ['IPv4 in the clothes of IPv6', '::ffff:10.1.1.1', '::ffff:203.0.113.9', '203.0.113.9'],
    ['IPv6', '2001:db8:aa::1', '2001:db8:bb::1', '2001:db8:bb::1'],
    ['a port', '10.1.1.1', '203.0.113.9:4711', '203.0.113.9'],
    ['brackets, and a port', '10.1.1.1', '[2001:db8:bb::1]:4711', '2001:db8:bb::1'],
    ['brackets', '10.1.1.1', '[2001:db8:bb::1]', '2001:db8:bb::1'],
    ['who called is gone', undefined, '203.0.113.9', ''],
  ])('%s', (_name, peer, forwarded, caller) => {
    expect(address(peer, forwarded)).toBe(caller)
  })

  test.each([
    ['of somebody who is no proxy', '203.0.113.7', '198.51.100.1'],
    ['beside the net', '11.0.0.1', '198.51.100.1'],
  ])('what a header says %s is not believed', (_name, peer, forwarded) => {
    expect(address(peer, forwarded)).toBe(peer)
  })

  test('nor anything where no proxy is named', () => {
    for (const peer of ['127.0.0.1', '10.1.1.1', '::1'])
      expect(address(peer, '203.0.113.9', [])).toBe(peer)
  })

  test.each([
    ...['', ' ', 'unknown', '_hidden', '203.0.113', '203.0.113.999', '0x7f.1', '203.0.113.9:x'],
    ...['fe80::1%<b>', '[2001:db8::1', '203.0.113.9\u0000', 'localhost', '203.0.113.9/8', ':1'],
  ])('what is no address, %j, ends what is known', (said) => {
    expect(address('10.1.1.1', said)).toBe('10.1.1.1')
    expect(address('10.1.1.1', `198.51.100.1, ${said}`)).toBe('10.1.1.1')
    expect(address('10.1.1.1', `198.51.100.1, ${said}, 192.0.2.7`)).toBe('192.0.2.7')
  })

  test('a header of 16 KiB is read in no time', () => {
    const long = '10.2.2.2,'.repeat(1820)
    const before = performance.now()
    expect(address('10.1.1.1', `${long}10.2.2.2`)).toBe('10.2.2.2')
    expect(performance.now() - before).toBeLessThan(500)
  })
})

test('an entry is an address or a net, and never everybody', () => {
  for (const entry of ['10.0.0.1', '10.0.0.0/8', '2001:db8::1', 'fd00::/8', '::1', '10.0.0.1/32'])
    expect([entry, proxyProblem(entry)]).toEqual([entry, undefined])
  const wrong = ['', 'proxy.example.org', '10.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0.0/8/8']
  const more = ['10.0.0.0/08', '10.0.0.0/', '10.0.0', 'loopback', 'fe80::1%eth0', '::ffff:10.0.0.1']
  for (const entry of [...wrong, ...more])
    expect([entry, proxyProblem(entry)]).toEqual([entry, expect.any(String)])
})
