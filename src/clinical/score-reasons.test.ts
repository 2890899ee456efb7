import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { inputReasons } from './score-reasons.ts'
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
