import { afterEach, expect, jest, test } from '@jest/globals'
import { Failure } from './failure.ts'
import { call } from './http.ts'

const fetching = jest.spyOn(globalThis, 'fetch')
afterEach(() => {
  fetching.mockReset()
})

test('a network failure is said as one', async () => {
  fetching.mockRejectedValueOnce(new TypeError('Failed to fetch'))
  await expect(call('x')).rejects.toEqual(new Failure('No connection', {}))
})

test('any other fault keeps its cause', async () => {
  const fault = new RangeError('a fault of ours')
  fetching.mockRejectedValueOnce(fault)
  await expect(call('x')).rejects.toBe(fault)
})

test('an answer that is no JSON, and a status but 2xx, are failures', async () => {
  fetching.mockResolvedValueOnce(new Response('<html>'))
  await expect(call('x')).rejects.toThrow('The answer is not JSON')
  fetching.mockResolvedValueOnce(new Response('{}', { status: 503 }))
  await expect(call('x')).rejects.toMatchObject({ status: 503, body: {} })
})
