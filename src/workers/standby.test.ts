import { expect, test } from '@jest/globals'
import { standbyOf } from './standby.ts'
import { UNSEEN, type Watch } from './watchdog.ts'

const NOW = 10_000
const stuck: Watch = { ...UNSEEN, since: NOW - 51 }
const busy: Watch = { ...UNSEEN, since: NOW - 50 }

test.each([
  [[], 'nobody'],
  [[UNSEEN], 'nobody'],
  [[UNSEEN, busy], 'somebody'],
  // Its calls may be without anybody in a moment.
  [[UNSEEN, stuck], 'stuck'],
  [[stuck, stuck, stuck], 'stuck'],
  [[UNSEEN, stuck, UNSEEN], 'somebody'],
])('R18 of workers %j, who stands by: %s', (ready, standby) => {
  expect(standbyOf(ready, NOW)).toBe(standby)
})
