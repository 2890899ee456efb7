import { afterEach, expect, jest, test } from '@jest/globals'
import { Failure } from './failure.ts'
import { call } from './http.ts'

const fetching = jest.spyOn(globalThis, 'fetch')
afterEach(() => {
  fetching.mockReset()
})

test('a network failure is said as one', async () => {
  const cause = new TypeError('Failed to fetch')
  fetching.mockRejectedValueOnce(cause)
  await expect(call('x')).rejects.toEqual(new Failure('No connection', { cause }))
})

test('any other fault keeps its words', async () => {
  const fault = new RangeError('a fault of ours')
  fetching.mockRejectedValueOnce(fault)
  await expect(call('x')).rejects.toBe(fault)
  const ours = new TypeError('a fault in reading the answer')
  const answer = Object.defineProperty(new Response('{}'), 'ok', {
    get() {
      throw ours
    },
  })
  fetching.mockResolvedValueOnce(answer)
  await expect(call('x')).rejects.toBe(ours)
})

test('an answer that is no JSON, and a status but 2xx, are failures', async () => {
  fetching.mockResolvedValueOnce(new Response('<html>'))
  await expect(call('x')).rejects.toThrow('The answer is not JSON')
  fetching.mockResolvedValueOnce(new Response('{}', { status: 503 }))
  await expect(call('x')).rejects.toMatchObject({ status: 503, body: {} })
})
