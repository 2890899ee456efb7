import { describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { codeGroup } from '../codes/groups.ts'
import { templateText } from '../fetched.ts'
import { runScore } from '../score.ts'
import { scores } from './index.ts'
import reference from './reference-values.json' with { type: 'json' }
import { templates } from './templates.ts'

test('ids are unique, and every score has reference values', () => {
  const ids = scores.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  // Signs of fall risk are a list of findings: nobody has published worked examples of it.
  const published = new Set(reference.cases.map((each) => each.module))
  expect(new Set([...published, 'fall-risk'])).toEqual(new Set(ids))
})

test.each(scores.map((score) => [score.id, score] as const))(
  '%s: version, source, and a range for every number',
  (_id, score) => {
    expect(score.version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(score.source.label).not.toBe('')
    expect(score.source.url).toMatch(/^https:\/\//)
    const { properties } = z.toJSONSchema(score.inputs, { io: 'input' })
    expect(Object.keys(properties ?? {})).not.toHaveLength(0)
    for (const [name, input] of Object.entries(properties ?? {})) {
      if (typeof input !== 'object') throw new Error(`${name} has no schema`)
      if (input.type !== 'number' && input.type !== 'integer') continue
      expect(input.title).toBeDefined()
      expect(input.minimum ?? input.exclusiveMinimum).toBeDefined()
      expect(input.maximum ?? input.exclusiveMaximum).toBeDefined()
      if (input.type === 'number') expect(input).toHaveProperty('unit')
    }
  },
)

describe('templates ask only for codes that the readers take', () => {
  const groups = {
    creatinine: ['creatinine'],
    egfr: ['egfr-2021'],
    hba1c: ['hba1c'],
    lipids: ['cholesterol-total', 'cholesterol-hdl'],
    bloodPressure: ['blood-pressure-panel', 'bp-systolic'],
    bmi: ['bmi'],
    smoking: ['smoking-status'],
    uacr: ['uacr'],
    cystatinC: ['cystatin-c'],
    weight: ['body-weight'],
    transaminases: ['ast', 'alt'],
    platelets: ['platelets'],
    bilirubin: ['bilirubin-total'],
    inr: ['inr'],
    albumin: ['albumin'],
    sodium: ['sodium'],
  } as const

  test.each(Object.entries(groups))('%s', (name, ids) => {
    const template = templates[name as keyof typeof groups]
    const asked = /&code=([^&]+)/.exec(template)?.[1]?.split(',') ?? []
    expect(asked.length).toBeGreaterThan(0)
    for (const key of asked) expect(ids.some((id) => codeGroup(id).keys.has(key))).toBe(true)
    expect(template).toMatch(/&_sort=-date&_count=\d+$/)
  })

  // "None on file" is said of these two: a code that is not asked for would make it untrue.
  test.each(['creatinine', 'uacr'] as const)('and for every code of %s', (name) => {
    const asked = /&code=([^&]+)/.exec(templates[name])?.[1]?.split(',') ?? []
    expect(asked.toSorted()).toEqual([...codeGroup(name).keys].toSorted())
  })
})

// Tables of medicines and of screenings have no inputs that add up.
const TABLES = new Set(['metformin-renal', 'ddi-onc', 'beta-lactam-side-chain', 'care-gap'])

test.each(scores.filter(({ id }) => !TABLES.has(id)).map((score) => [score.id, score] as const))(
  '%s says what each input contributes',
  (id, score) => {
    const example = reference.cases.find(
      (each) => each.module === id && 'value' in runScore(score, each.inputs),
    )
    const inputs = example?.inputs ?? { age: 70, worried: true }
    const result = runScore(score, inputs)
    if (!('value' in result)) throw new Error('not calculable')
    const { contributions } = result.value as { contributions?: Readonly<Record<string, unknown>> }
    const values = Object.values(contributions ?? {})
    expect(values.length).toBeGreaterThan(0)
    expect(values.every((each) => Number.isFinite(each))).toBe(true)
  },
)

test.each(scores.map((score) => [score.id, score] as const))(
  '%s names what is missing, one input at a time, and never answers without a needed one',
  (id, score) => {
    const example = reference.cases.find(
      (each) => each.module === id && 'value' in runScore(score, each.inputs),
    )
    const { required = [] } = z.toJSONSchema(score.inputs, { io: 'input' })
    for (const name of required) {
      const result = runScore(score, { ...example?.inputs, [name]: undefined })
      const codes = 'notCalculable' in result ? result.notCalculable.map(({ code }) => code) : []
      expect(codes.some((code) => code.startsWith(name))).toBe(true)
    }
  },
)

test('scores that use one key ask the same by it, so that all of them can be read together', () => {
  const asked = new Map<string, string>()
  for (const { id, prefetch = {} } of scores)
    for (const [key, template] of Object.entries(prefetch)) {
      const text = templateText(template)
      expect([id, key, text]).toEqual([id, key, asked.get(key) ?? text])
      asked.set(key, text)
    }
})
