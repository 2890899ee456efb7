import { expect, test } from '@jest/globals'
import { httpAddress } from './address.ts'
import { loadConfig } from './config.ts'

test.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['localhost', 'http://localhost:3000'],
  ['::1', 'http://[::1]:3000'],
])('%s has an address that is a URL', (host, address) => {
  expect(httpAddress(host, 3000)).toBe(address)
  expect(new URL(address).port).toBe('3000')
  expect(loadConfig({ HOST: host, PORT: '3000' }).publicUrl).toBe(address)
})
