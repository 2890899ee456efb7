import { expect, test } from '@jest/globals'
import { nodeScoreCache } from '../cache/node-score-cache.ts'
import { egfr } from '../clinical/scores/ckd-epi-2021-cr.ts'
import type { KeyView } from './chart.ts'
import type { Gathered } from './gather.ts'
import { keptScores, scoreOutcomes } from './score-outcomes.ts'
import { scoreView } from './score-view.ts'

const now = new Date('2026-03-01T00:00:00Z')
const known = (...list: object[]) =>
  ({ state: 'known', list, partial: false }) as unknown as KeyView
const views: Readonly<Record<string, KeyView>> = {
  patient: known({ resourceType: 'Patient', gender: 'female', birthDate: '1960-02-01' }),
  creatinine: known({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '2160-0' }] },
    effectiveDateTime: '2026-02-01',
    valueQuantity: { value: 1.2, unit: 'mg/dL' },
  }),
}
// A score only looks at views.
const gathered = { view: (key: string) => views[key] } as unknown as Gathered

test('a score that later calls are given cannot be changed by a rule', () => {
  const cache = nodeScoreCache()
  const ask = () => scoreOutcomes(gathered, cache, () => 'patient', now)(egfr)
  const first = ask()
  if (first instanceof Promise || !first.known) throw new Error('the score is at hand')
  expect(() => Object.assign(first.value, { egfr: 999 })).toThrow(TypeError)
  expect(() => (first.inputs as object[]).pop()).toThrow(TypeError)
  expect(() => Object.assign(first.inputs[0] ?? {}, { value: 0 })).toThrow(TypeError)
  expect(ask()).toEqual(first)
  expect(cache.counts()).toMatchObject({ hits: 1, misses: 1 })
  cache.close()
})

test('an input that is on file and of no use is named with its own reason', async () => {
  const later = new Date('2027-03-01T00:00:00Z')
  const text = 'the newest result is older than 365 days'
  const cache = nodeScoreCache()
  expect(scoreOutcomes(gathered, cache, () => 'patient', later)(egfr)).toEqual({
    known: false,
    unavailable: false,
    missing: [{ code: 'stale', text: `Serum creatinine: ${text}` }],
  })
  cache.close()
  // A page shows it under the title of the input.
  const deps = { kept: () => undefined, now: later }
  expect(await scoreView(egfr, gathered, deps)).toMatchObject({
    known: false,
    missing: [{ code: 'creatinine-missing', text }],
  })
})

test('what was computed before is shown with its age where the data cannot be read, while it may', async () => {
  const cache = nodeScoreCache()
  const computed = await scoreOutcomes(gathered, cache, () => 'patient', now)(egfr)
  if (!computed.known) throw new Error('the score is at hand')
  const lost = {
    view: (key: string) =>
      key === 'creatinine' ? { state: 'unavailable', why: 'timeout' } : views[key],
  } as unknown as Gathered
  const viewAt = (date: string, patient = 'patient') => {
    const later = new Date(date)
    return scoreView(egfr, lost, { kept: keptScores(cache, patient, later), now: later })
  }
  const missing = [{ code: 'creatinine-timeout', text: expect.any(String) }]
  expect(await viewAt('2026-03-02')).toMatchObject({
    ...{ known: true, unread: true, asOf: now.toISOString(), missing },
    ...{ value: computed.value, used: computed.inputs, inputs: { creatinine: 1.2 } },
  })
  const none = { known: false, unread: true, inputs: {}, used: [], missing }
  expect(await viewAt('2028-03-02')).toMatchObject(none)
  expect(await viewAt('2026-03-02', 'another')).toMatchObject(none)
  cache.close()
})
