import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { link, suggestion } from '../src/protocol/card.ts'
import { isKnownLaunch, isPlainlySound } from './sound.ts'

const UUID = '0199b3a4-0c6a-4d1d-9a10-8f1f3f1e0d2b'
const LAUNCH = 'https://cds.example/app/launch'

// Near misses of every member: sound, of the wrong type, blank, missing; and members too many.
const mostly = (sound: unknown, ...others: readonly unknown[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(sound) }, fc.constantFrom<unknown>(...others))
const text = mostly('Order HbA1c', '', ' ', '\t', 1, null, undefined)
const flag = fc.constantFrom<unknown>(true, false, null, 'yes', undefined)
const resource = fc.oneof(
  fc.constantFrom<unknown>(null, [], 'Observation', undefined),
  fc.record({ resourceType: text, id: text }, { requiredKeys: [] }),
)
const action = fc.record(
  {
    type: fc.constantFrom<unknown>('create', 'update', 'delete', 'CREATE', null),
    description: text,
    resource,
    resourceId: fc.constantFrom<unknown>('ServiceRequest/1', 'x', undefined),
    extra: text,
  },
  { requiredKeys: [] },
)
const anySuggestion = fc.record(
  {
    label: text,
    uuid: mostly(UUID, UUID.toUpperCase(), '', 1, undefined),
    isRecommended: flag,
    actions: fc.oneof(fc.constantFrom<unknown>(null, {}), fc.array(action, { maxLength: 2 })),
    extra: text,
  },
  { requiredKeys: [] },
)

test('RESP-05 no suggestion passes the quick look that the wire schema refuses', () => {
  let passed = 0
  fc.assert(
    fc.property(anySuggestion, (value) => {
      if (!isPlainlySound(value)) return
      passed++
      expect(suggestion.safeParse(value).success).toBe(true)
    }),
    { numRuns: 20_000, seed: 7 },
  )
  expect(passed).toBeGreaterThan(100)
})

test('RESP-05 no link passes the quick look that the wire schema refuses', () => {
  let passed = 0
  const anyLink = fc.record(
    {
      label: text,
      url: mostly(LAUNCH, 'http://elsewhere.example', '', null),
      type: mostly('smart', 'absolute', null),
      appContext: text,
      autolaunchable: flag,
      extra: text,
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(anyLink, (value) => {
      if (!isKnownLaunch(value as never, new Set([LAUNCH]))) return
      passed++
      expect(link.safeParse(value).success).toBe(true)
    }),
    { numRuns: 20_000, seed: 7 },
  )
  expect(passed).toBeGreaterThan(100)
})
