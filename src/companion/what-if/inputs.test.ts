import { describe, expect, test } from '@jest/globals'
import type { Field, ScoreView } from '../api/contract.ts'
import { changed, draftsOf, draftsReducer, inputsOf, mistake } from './inputs.ts'

const field = (name: string, more: Partial<Field> = {}): Field => ({
  ...{ name, title: name, kind: 'number', optional: false },
  ...more,
})
const score: ScoreView = {
  ...{
    id: 's',
    version: '1',
    title: 'S',
    source: { label: 'S' },
    known: true,
    used: [],
    unused: [],
  },
  inputs: { hdl: 41.123456, smoker: 1, years: 10, items: [{ drug: 'codeine' }] },
  fields: [
    field('hdl', { min: 20, max: 100 }),
    field('smoker', { kind: 'flag' }),
    field('statin', { kind: 'flag' }),
    field('years', { kind: 'choice', choices: [10, 30] }),
    field('hba1c', { optional: true, max: 15 }),
  ],
}
const filed = draftsOf(score)
const tried = (...changes: readonly (readonly [string, string])[]) =>
  inputsOf(score, filed, { ...filed, ...Object.fromEntries(changes) })

test('what is not on file is empty, never "no"', () => {
  expect(filed).toEqual({ hdl: '41.12', smoker: 'true', statin: '', years: '10', hba1c: '' })
})

describe('the inputs to compute with', () => {
  test('untouched, they are the very values of the chart', () => {
    expect(inputsOf(score, filed, filed)).toEqual(score.inputs)
  })

  test.each([
    ['a number', ['hdl', ' 60.5 '], { hdl: 60.5 }],
    ['a flag', ['smoker', 'false'], { smoker: false }],
    ['a flag that was not known', ['statin', 'false'], { statin: false }],
    ['a choice among numbers stays a number', ['years', '30'], { years: 30 }],
    ['an optional input', ['hba1c', '6.1'], { hba1c: 6.1 }],
  ] as const)('%s', (_name, change, expected) => {
    expect(tried(change)).toEqual({ ...score.inputs, ...expected })
  })

  test('emptied, an input is not known', () => {
    expect(tried(['hdl', ' '])).not.toHaveProperty('hdl')
    expect(tried(['smoker', ''])).not.toHaveProperty('smoker')
  })

  test.each(['4o', '1,5', '25,000', '1e3', '--1'])(
    '%s is no number, and not unknown either',
    (text) => {
      expect(tried(['hdl', text])).toHaveProperty('hdl', Number.NaN)
      expect(mistake(score.fields[0] as Field, text)).toContain('Not a number')
    },
  )
})

test('a change and its way back', () => {
  const reduce = draftsReducer(filed)
  const drafts = reduce(filed, { name: 'hdl', text: '60' })
  expect(changed(filed, drafts)).toEqual(['hdl'])
  expect(changed(filed, reduce(drafts, { name: 'hdl', text: '41.12' }))).toEqual([])
  expect(reduce(drafts, 'reset')).toBe(filed)
})

test.each([
  ['', undefined],
  ['20', undefined],
  ['19.9', 'Outside 20 to 100'],
  ['101', 'Outside 20 to 100'],
])('%j typed for 20 to 100: %s', (text, expected) => {
  expect(mistake(score.fields[0] as Field, text)).toBe(expected)
})
