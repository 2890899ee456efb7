import { expect, test } from '@jest/globals'
import { condition } from '../../testing.ts'
import { codeGroup } from '../codes/groups.ts'
import { SNOMED } from '../codes/systems.ts'
import { isFor } from './reason.ts'

const backPain = codeGroup('low-back-pain')
const reason = (code: string) => ({ coding: [{ system: SNOMED, code }] })
const BACK = '279039007'
const HEAD = '25064002'

test.each([
  ['its own reason', { reasonCode: [reason(BACK)] }, [], true],
  ['a reason of R5', { reason: [{ concept: reason(BACK) }] }, [], true],
  ['another reason, whatever is on file', { reasonCode: [reason(HEAD)] }, [condition(BACK)], false],
  ['no reason, and the problem is on file', {}, [condition(BACK)], true],
  [
    'a reason in words alone, and the problem is on file',
    { reasonCode: [{ text: 'pain' }] },
    [condition(BACK)],
    true,
  ],
  [
    'no reason, and the problem is over',
    {},
    [condition(BACK, { clinicalStatus: { coding: [{ code: 'resolved' }] } })],
    false,
  ],
  ['nothing at all', null, [], false],
])('%s', (_, order, conditions, expected) => {
  expect(isFor(order, backPain, conditions)).toBe(expected)
})
