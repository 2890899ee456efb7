import { describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { failures } from '../../test/support/failures.ts'
import { defineScore, notCalculable } from '../clinical/score.ts'
import { testScore } from './test-score.ts'

const inputs = z.object({
  kg: z.number().min(2).max(400),
  m: z.number().min(0.3).max(2.6),
  sex: z.enum(['female', 'male']).optional(),
})
const well = defineScore({
  id: 'tried',
  version: '1.0.0',
  title: 'Body mass index',
  source: { label: 'The tester' },
  inputs,
  calculate: ({ kg, m }) =>
    kg === 13
      ? notCalculable({ code: 'unlucky', text: 'a thirteen' })
      : { value: { bmi: kg / m ** 2 } },
})
const cases = {
  values: { plain: { inputs: { kg: 80, m: 2 }, expect: { bmi: 20 } } },
  notCalculable: { thirteen: { inputs: { kg: 13, m: 2 }, expect: ['unlucky'] } },
}
const against = (score: Parameters<typeof testScore>[0], given: typeof cases = cases) =>
  failures(() => testScore(score, given))
const one = (pattern: RegExp) => [expect.stringMatching(pattern)]

describe('testScore', () => {
  test('has nothing against a score that is well', async () => {
    expect(await against(well)).toEqual([])
  })

  test.each([
    ['another figure', { bmi: 20.1 }, /bmi is 20, expected 20\.1/],
    ['a figure that is not there', { bsa: 2 }, /bsa is undefined/],
  ])('finds %s', async (_name, expected, message) => {
    const plain = { ...cases.values.plain, expect: expected as { bmi: number } }
    expect(await against(well, { ...cases, values: { plain } })).toEqual(one(message))
  })

  test('finds a figure where there should be none, and other reasons than expected', async () => {
    const none = { inputs: { kg: 80, m: 2 }, expect: ['unlucky'] }
    const other = { inputs: { kg: 13, m: 2 }, expect: ['stale'] }
    const found = await against(well, { ...cases, notCalculable: { thirteen: none } })
    expect(found).toEqual(one(/thirteen: not calculable/))
    expect(await against(well, { ...cases, notCalculable: { thirteen: other } })).toHaveLength(1)
  })

  test('finds a required input that is taken for there where it is null or an object', async () => {
    const lax = { ...well, inputs: inputs.extend({ m: z.any().refine((m) => m !== undefined) }) }
    expect(await against(lax as never)).toEqual(one(/m left out, null or of another type is named/))
  })

  test('finds a score that changes its inputs', async () => {
    const changing = defineScore({
      ...well,
      calculate(given) {
        const { kg, m } = given
        Object.assign(given, { kg: 0 })
        return { value: { bmi: kg / m ** 2 } }
      },
    })
    expect(await against(changing, { ...cases, notCalculable: {} as never })).toEqual(
      one(/plain: .*read only/),
    )
  })
})
