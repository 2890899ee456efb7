import { expect, test } from '@jest/globals'
import { condition } from '../../testing.ts'
import { codeGroup } from '../codes/groups.ts'
import { SNOMED } from '../codes/systems.ts'
import { isFor, wordsOfOrder } from './reason.ts'

const backPain = { set: codeGroup('low-back-pain'), words: /back pain/i }
const reason = (code: string) => ({ coding: [{ system: SNOMED, code }] })
const BACK = '279039007'
const HEAD = '25064002'

test.each([
  ['its own reason', { reasonCode: [reason(BACK)] }, [], true],
  ['a reason of R5', { reason: [{ concept: reason(BACK) }] }, [], true],
  ['another reason, whatever is on file', { reasonCode: [reason(HEAD)] }, [condition(BACK)], false],
  ['no reason, and the problem is on file', {}, [condition(BACK)], true],
  [
    'a reason in words alone, which name it',
    { reasonCode: [{ text: 'Back pain for a week' }] },
    [],
    true,
  ],
  [
    'a reason in words that name something else, and the problem is on file',
    { reasonCode: [{ text: 'Fell from a ladder' }] },
    [condition(BACK)],
    false,
  ],
  [
    'one reason of two is another',
    { reasonCode: [reason(BACK), reason(HEAD)] },
    [condition(BACK)],
    false,
  ],
  [
    'a reference to the problem',
    { reasonReference: [{ reference: 'Condition/back' }] },
    [condition(BACK, { id: 'back' })],
    true,
  ],
  [
    'a reference to another problem',
    { reasonReference: [{ reference: 'Condition/head' }] },
    [condition(BACK), condition(HEAD, { id: 'head' })],
    false,
  ],
  [
    'a reference of R5',
    { reason: [{ reference: { reference: 'Condition/back' } }] },
    [condition(BACK, { id: 'back' })],
    true,
  ],
  [
    'a reference to what is not at hand',
    { reasonReference: [{ reference: 'Condition/else' }] },
    [condition(BACK)],
    false,
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

test('the words of an order are those of its reasons and notes', () => {
  const order = {
    reasonCode: [{ text: 'Worst ever' }, { coding: [{ display: 'Headache' }] }],
    reasonReference: [{ reference: 'Condition/a' }],
    note: [{ text: 'new weakness' }],
  }
  const conditions = [condition(HEAD, { id: 'a', code: { text: 'Migraine' } })]
  expect(wordsOfOrder(order, conditions)).toEqual([
    'Worst ever',
    'Headache',
    'Migraine',
    'new weakness',
  ])
})
