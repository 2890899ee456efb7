import { expect, test } from '@jest/globals'
import { standbyOf } from './standby.ts'
import { UNSEEN, type Watch } from './watchdog.ts'

const NOW = 10_000
const stuck: Watch = { ...UNSEEN, since: NOW - 51 }
const busy: Watch = { ...UNSEEN, since: NOW - 50 }

const of = (...watches: readonly Watch[]) =>
  standbyOf(
    watches.map((watch, index) => ({ number: index + 1, watch })),
    NOW,
  )

test('R18 a worker that a rule holds up stands by for nobody', () => {
  expect(of()).toEqual({ isAlone: true, free: [] })
  expect(of(UNSEEN)).toEqual({ isAlone: true, free: [1] })
  expect(of(UNSEEN, busy)).toEqual({ isAlone: false, free: [1, 2] })
  // Its calls may be without anybody in a moment.
  expect(of(UNSEEN, stuck)).toEqual({ isAlone: false, free: [1] })
  expect(of(stuck, stuck)).toEqual({ isAlone: false, free: [] })
})
