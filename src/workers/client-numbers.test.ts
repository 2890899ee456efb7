import { expect, test } from '@jest/globals'
import { clientFor } from '../../test/support/policy.ts'
import { clientNumbers } from './client-numbers.ts'

test('a client has one number, and never that of another', () => {
  const numbers = clientNumbers()
  const [a, b] = [clientFor(), clientFor()]
  expect([numbers.of(a), numbers.of(b), numbers.of(a)]).toEqual([1, 2, 1])
})

test('a worker is told all of the policy but what is settled before it is asked', () => {
  const client = clientFor({ profile: '1.0', internalFhirServers: ['http://10.0.0.9/fhir'] })
  const { services: _services, ratePerSecond: _rate, burst: _burst, ...needed } = client
  const policy = clientNumbers().policy(client)
  expect(policy).toEqual(needed)
  expect(structuredClone(policy)).toEqual(needed)
})

test('a client without a profile has none in the worker either', () => {
  expect(clientNumbers().policy(clientFor())).not.toHaveProperty('profile')
})
