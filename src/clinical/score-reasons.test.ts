import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { aboutInput, inputReasons } from './score-reasons.ts'

const schema = z.object({ hdl: z.number().min(20).max(100) })
const reasonOf = (inputs: unknown) => {
  const { error } = schema.safeParse(inputs)
  const [reason = { code: '', text: '' }] = error === undefined ? [] : inputReasons(error, inputs)
  return reason
}

test.each([
  [{}, 'hdl-missing', 'missing', true],
  [{ hdl: 400 }, 'hdl-out-of-range', 'outside the valid range: at most 100', false],
  [{ hdl: 'x' }, 'hdl-invalid', 'not a value this calculation can use', false],
])('%j', (inputs, code, why, isPlainlyMissing) => {
  const reason = reasonOf(inputs)
  expect(reason.code).toBe(code)
  expect(aboutInput(reason)).toEqual({ input: 'hdl', why, isPlainlyMissing })
})

test('a score’s own words about an input stay as they are', () => {
  const reason = { code: 'age-out-of-range', text: 'the model is for 30 to 79 years' }
  expect(aboutInput(reason)).toEqual({
    ...{ input: 'age', why: 'the model is for 30 to 79 years', isPlainlyMissing: false },
  })
})

test('a reason about no input is about none', () => {
  expect(aboutInput({ code: 'prior-cvd', text: 'for primary prevention' })).toBeUndefined()
})
