import { expect, test } from '@jest/globals'
import { kill } from '../soak/kill.ts'
import { broken } from '../soak/soak.ts'

test('R6 kill -9 under feedback load, over HTTP: nothing acknowledged is lost, nothing kept twice', async () => {
  expect(await broken(kill, { cycles: 5, seed: 6 })).toEqual([])
})
