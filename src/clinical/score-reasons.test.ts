import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { aboutInput, inputReasons } from './score-reasons.ts'
import { measured } from './scores/inputs.ts'

const schema = z.object({
  weightKg: measured('kg', 'Body weight', 20, 400),
  hba1c: measured('%', 'HbA1c', 3, 15).optional(),
  route: z.string(),
  excluded: z.boolean().optional().meta({ title: 'An exclusion' }),
  items: z
    .array(z.object({ doseMg: z.number().positive().meta({ title: 'Dose' }), drug: z.string() }))
    .min(1)
    .meta({ title: 'Opioids' }),
})
const whole = { weightKg: 70, hba1c: 6, route: 'oral', items: [{ doseMg: 5, drug: 'oxycodone' }] }

test.each([
  ['missing', { weightKg: undefined }, 'weightKg-missing', 'Body weight is missing'],
  [
    'out of range',
    { weightKg: 401 },
    'weightKg-out-of-range',
    'Body weight is outside the valid range: at most 400',
  ],
  [
    'optional, and of no use',
    { hba1c: '6' },
    'hba1c-invalid',
    'HbA1c is not a value this calculation can use',
  ],
  [
    'optional, with the title outside',
    { excluded: 1 },
    'excluded-invalid',
    'An exclusion is not a value this calculation can use',
  ],
  ['without a title', { route: undefined }, 'route-missing', 'route is missing'],
  [
    'a part of a list',
    { items: [{ doseMg: 0, drug: 'x' }] },
    'items-out-of-range',
    'Dose is outside the valid range: more than 0',
  ],
  [
    'a part without a title',
    { items: [{ doseMg: 1, drug: 2 }] },
    'items-invalid',
    'Opioids is not a value this calculation can use',
  ],
])('an input that is %s is named by its title', (_name, change, code, text) => {
  const inputs = { ...whole, ...change }
  const { error } = schema.safeParse(inputs)
  expect(error && inputReasons(schema, error, inputs)).toEqual([{ code, text }])
})

const fields = [
  { name: 'hdl', title: 'HDL cholesterol' },
  { name: 'age', title: 'Age' },
]
const about = (code: string, text: string) => aboutInput({ code, text }, fields)

test.each([
  ['hdl-missing', 'HDL cholesterol is missing', 'missing', true],
  [
    'hdl-out-of-range',
    'HDL cholesterol is outside the valid range: at most 100',
    'outside the valid range: at most 100',
    false,
  ],
  [
    'hdl-invalid',
    'HDL cholesterol is not a value this calculation can use',
    'not a value this calculation can use',
    false,
  ],
  // Of a part of it, or of something else.
  [
    'hdl-out-of-range',
    'Dose is outside the valid range: more than 0',
    'Dose is outside the valid range: more than 0',
    false,
  ],
])('a reason is told apart from the title: %s %s', (code, text, why, isPlainlyMissing) => {
  expect(about(code, text)).toEqual({
    ...{ input: 'hdl', title: 'HDL cholesterol', why, isPlainlyMissing },
  })
})

test('a score’s own words about an input stay as they are', () => {
  expect(about('age-out-of-range', 'the model is for 30 to 79 years')).toMatchObject({
    ...{ input: 'age', why: 'the model is for 30 to 79 years', isPlainlyMissing: false },
  })
})

test('a reason about no input of the score is about none', () => {
  expect(about('prior-cvd', 'for primary prevention')).toBeUndefined()
  expect(about('lipids-missing', 'lipids is missing')).toBeUndefined()
})
