import { expect, test } from '@jest/globals'
import { knowsOwnName } from './local-only.ts'

const isOurs = knowsOwnName('https://cds.example/prefix')

test.each([
  '127.0.0.1:3000',
  '127.0.0.1',
  'localhost:3000',
  'LOCALHOST',
  '[::1]:3000',
  '127.1.2.3',
  'cds.example',
  'cds.example:8443',
  undefined,
])('%s is a name of this machine', (host) => {
  expect(isOurs(host)).toBe(true)
  expect(isOurs(host)).toBe(true)
})

test.each([
  'evil.example',
  'evil.example:3000',
  'localhost.evil.example',
  '127.0.0.1.nip.io',
  'a.cds.example',
  '10.0.0.1',
  '',
  ' ',
  'a b',
  '[::2]',
])('"%s" is none, even after one that is', (host) => {
  expect(isOurs('127.0.0.1:3000')).toBe(true)
  expect(isOurs(host)).toBe(false)
})
