import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { scores } from '../../clinical/scores/index.ts'
import type { Field } from '../api/contract.ts'
import { KINDS, rowsOf } from './contributions.ts'

const fields: readonly Field[] = [
  { name: 'ast', title: 'AST', unit: 'U/L', kind: 'number', optional: false },
]

/** The scores of the modules that speak of contributions. */
async function contributing(): Promise<string[]> {
  const folder = new URL('../../clinical/scores/', import.meta.url)
  const files = readdirSync(folder)
    .filter((file) => file !== 'index.ts' && /^[\w-]+\.ts$/.test(file))
    .filter((file) => readFileSync(new URL(file, folder), 'utf8').includes('contributions'))
  const modules = await Promise.all(
    files.map(async (file) => (await import(new URL(file, folder).href)) as object),
  )
  const exported = new Set(modules.flatMap((module) => Object.values(module)))
  return scores.filter((score) => exported.has(score)).map(({ id }) => id)
}

test('of every score with contributions it is known what they are', async () => {
  expect(Object.keys(KINDS).toSorted()).toEqual((await contributing()).toSorted())
})

describe('rows', () => {
  test('what matters most comes first, what has no part last', () => {
    const rows = rowsOf({
      id: 'fib4',
      fields,
      value: { fib4: 1, contributions: { age: -0.1, ast: Math.log(0.5), alt: 0 } },
      used: [
        { name: 'sex', value: 'female' },
        { name: 'alt', value: 25, unit: 'U/L' },
        { name: 'age', value: 45, unit: 'a' },
        { name: 'ast', value: 12.5, unit: 'U/L', date: '2026-02-03' },
      ],
    })
    expect(rows.map(({ title, effect }) => [title, effect])).toEqual([
      ['AST', '×0.5'],
      ['Age', '×0.9'],
      ['Alt', '×1'],
      ['Sex', undefined],
    ])
    expect(rows[0]).toMatchObject({ value: '12.5', unit: 'U/L', date: '2026-02-03', share: -1 })
  })

  test.each([
    ['cha2ds2-vasc', 2, '+2'],
    ['cha2ds2-vasc', 0, '0'],
    ['meld3', -1.234, '−1.2'],
    ['prevent', Math.log(2), '×2'],
    ['fall-risk', 1, 'yes'],
    ['apixaban-af-dose', 0, 'no'],
    ['mme', 45.25, '45.3'],
  ])('%s: %d is shown as %s', (id, term, effect) => {
    const value = { contributions: { age: term } }
    expect(rowsOf({ id, fields, value, used: [{ name: 'age', value: 70 }] })[0]?.effect).toBe(
      effect,
    )
  })

  test('what contributes without being an input has a row of its own', () => {
    const used = [{ name: 'items', value: [{ drug: 'codeine', doseMg: 30 }] }]
    const rows = rowsOf({ id: 'mme', fields, value: { contributions: { codeine: 18 } }, used })
    expect(rows.map(({ title, value }) => [title, value])).toEqual([
      ['Codeine', '–'],
      ['Items', 'codeine 30'],
    ])
  })

  test('contributions that are none are left out', () => {
    const used = [{ name: 'age', value: 70 }]
    const broken = { contributions: { age: Number.NaN } }
    expect(rowsOf({ id: 'lace', fields, value: broken, used })[0]).not.toHaveProperty('effect')
    expect(rowsOf({ id: 'lace', fields, value: { contributions: null }, used })).toHaveLength(1)
    expect(rowsOf({ id: 'lace', fields, used, value: {} })).toHaveLength(1)
  })
})
