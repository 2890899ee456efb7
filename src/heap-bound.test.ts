import { expect, test } from '@jest/globals'
import { loadConfig } from './config.ts'
import { checkHeap } from './heap-bound.ts'

const MIB = 1024 * 1024

test('T11 the usual bound of bodies fits the heap that the service has', () =>
  expect(() => checkHeap(loadConfig({}), 512 * MIB)).not.toThrow())

test('T11 bodies that the heap has no room for are named with both remedies', () => {
  const config = { bodiesLimitBytes: 200 * MIB }
  expect(() => checkHeap(config, 528 * MIB)).not.toThrow()
  expect(() => checkHeap(config, 528 * MIB - 1)).toThrow(
    'bodiesLimitBytes is 209715200: that needs a heap of 528 MiB, and there are 527. Lower it, or set NODE_OPTIONS=--max-old-space-size=528',
  )
})
