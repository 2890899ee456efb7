import { describe, expect, test } from '@jest/globals'
import type { Resource } from '../api/contract.ts'
import { ApiFault } from '../api/fault.ts'
import { NOT_WRITTEN, type WriteState, writeReducer } from './state.ts'
import { write } from './write.ts'

const resources = [{ resourceType: 'ServiceRequest' }, { resourceType: 'Observation' }]

/** Writes from a state, with an answer for each resource in turn. */
async function run(from: WriteState, ...answers: readonly (string | ApiFault)[]) {
  const sent: string[] = []
  const left = [...answers]
  let state = writeReducer(writeReducer(from, { type: 'ask' }), { type: 'confirm' })
  const create = async (resource: Resource) => {
    sent.push(resource.resourceType)
    const answer = left.shift()
    if (answer instanceof ApiFault) throw answer
    return { ...resource, ...(answer === undefined ? {} : { id: answer }) }
  }
  await write({ create }, resources, state.written.length, (event) => {
    state = writeReducer(state, event)
  })
  return { state, sent }
}

test('one after the other, and each is named', async () => {
  const { state, sent } = await run(NOT_WRITTEN, '1', '2')
  expect(sent).toEqual(['ServiceRequest', 'Observation'])
  expect(state).toEqual({ phase: 'done', written: ['ServiceRequest/1', 'Observation/2'] })
})

test('what failed half way says so, and a second try writes only the rest', async () => {
  const first = await run(NOT_WRITTEN, '1', new ApiFault('refused', 'Not allowed.'))
  expect(first.state).toEqual({
    ...{ phase: 'failed', written: ['ServiceRequest/1'], why: 'Not allowed.' },
  })
  const second = await run(first.state, '2')
  expect(second.sent).toEqual(['Observation'])
  expect(second.state).toEqual({ phase: 'done', written: ['ServiceRequest/1', 'Observation/2'] })
})

test('a write that may have arrived is not said to be missing', async () => {
  const { state } = await run(NOT_WRITTEN, '1', new ApiFault('unknown', 'Lost.'))
  expect(state).toEqual({
    ...{ phase: 'unknown', written: ['ServiceRequest/1'], doubt: 'Lost.' },
  })
  expect(writeReducer(state, { type: 'ask' }).phase).toBe('confirming')
})

describe('that it is not known whether a write arrived', () => {
  const lost: WriteState = { phase: 'unknown', written: ['ServiceRequest/1'], doubt: 'Lost.' }

  test('is still so after the question, and while it is asked', () => {
    const asked = writeReducer(lost, { type: 'ask' })
    expect(asked).toMatchObject({ phase: 'confirming', doubt: 'Lost.' })
    expect(writeReducer(asked, { type: 'cancel' })).toEqual(lost)
  })

  test('is still so after a refusal of the next try', async () => {
    const { state } = await run(lost, new ApiFault('refused', 'Not allowed.'))
    expect(state).toEqual({ ...lost, why: 'Not allowed.' })
  })

  test('is over with a confirmation', async () => {
    const { state } = await run(lost, '2')
    expect(state).toEqual({ phase: 'done', written: ['ServiceRequest/1', 'Observation/2'] })
  })
})

test('a failure is still told after a question that was taken back', () => {
  const failed: WriteState = { phase: 'failed', written: ['ServiceRequest/1'], why: 'Not so.' }
  const asked = writeReducer(failed, { type: 'ask' })
  expect(writeReducer(asked, { type: 'cancel' })).toEqual(failed)
})

test.each(['confirming', 'writing', 'done'] as const)(
  'a click while %s asks nothing anew',
  (phase) => {
    const state: WriteState = { phase, written: [] }
    expect(writeReducer(state, { type: 'ask' })).toBe(state)
  },
)

test('a confirmation counts only where it was asked for', () => {
  for (const phase of ['idle', 'writing', 'done', 'failed'] as const) {
    const state: WriteState = { phase, written: [] }
    expect(writeReducer(state, { type: 'confirm' })).toBe(state)
  }
})
