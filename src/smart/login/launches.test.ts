import { expect, test } from '@jest/globals'
import { challengeOf, createLaunches, type Launch } from './launches.ts'

const launch = (binding: string) => ({ binding }) as Launch // nothing else is looked at

test('a state is used once, within ten minutes', () => {
  let now = 0
  const launches = createLaunches(() => now)
  const [first, second] = [launches.begin(launch('a')), launches.begin(launch('b'))]
  expect(launches.take(first)?.binding).toBe('a')
  expect(launches.take(first)).toBeUndefined()
  now = 600_000
  expect(launches.take(second)).toBeUndefined()
})

test('launches that nobody finishes make room, the oldest first', () => {
  const launches = createLaunches(() => 0)
  const states = Array.from({ length: 5001 }, (_, n) => launches.begin(launch(String(n))))
  expect(launches.take(states[0] ?? '')).toBeUndefined()
  expect(launches.take(states[1] ?? '')?.binding).toBe('1')
  expect(launches.take(states[5000] ?? '')?.binding).toBe('5000')
})

test('the challenge of RFC 7636, appendix B', () => {
  expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
})
