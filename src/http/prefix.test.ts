import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, test } from '@jest/globals'
import { withoutPrefix } from './prefix.ts'

/** What the app sees of a request to this address. */
function seen(publicUrl: string, url: string): string | undefined {
  let found: string | undefined
  const app = withoutPrefix((request) => {
    found = request.url
  }, publicUrl)
  // Casts: only the address is looked at.
  app({ url } as IncomingMessage as never, {} as ServerResponse as never)
  return found
}

test.each([
  ['https://a.example.org/cds', '/cds/cds-services', '/cds-services'],
  ['https://a.example.org/cds', '/cds-services', '/cds-services'],
  ['https://a.example.org/cds', '/cds/', '/'],
  ['https://a.example.org/cds', '/cds', '/cds'],
  ['https://a.example.org/cds', '/cds/cds/livez', '/cds/livez'],
  ['https://a.example.org/cds', '/CDS/livez', '/CDS/livez'],
  ['https://a.example.org/a/b', '/a/b/app/?x=/a/b/', '/app/?x=/a/b/'],
  ['https://a.example.org', '//cds-services', '//cds-services'],
  ['https://a.example.org/', '/livez', '/livez'],
])('%s: %s is asked as %s', (publicUrl, url, expected) => {
  expect(seen(publicUrl, url)).toBe(expected)
})

test('a prefix that our own addresses begin with is left for the proxy to take off', () => {
  expect(seen('https://a.example.org/cds-services', '/cds-services/care-gaps')).toBe(
    '/cds-services/care-gaps',
  )
  expect(seen('https://a.example.org/app', '/app/launch')).toBe('/app/launch')
  expect(seen('https://a.example.org/apps', '/apps/app/launch')).toBe('/app/launch')
})
