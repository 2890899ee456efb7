import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { testScore } from '../../testing.ts'
import { runScore } from '../score.ts'
import { prevent } from './prevent.ts'
import coefficients from './prevent-coefficients.json' with { type: 'json' }

const woman = {
  age: 50,
  sex: 'female',
  totalCholesterol: 200,
  hdl: 45,
  sbp: 160,
  bmi: 35,
  egfr: 90,
  diabetes: true,
  smoker: false,
  antihypertensive: true,
  statin: false,
}
const OUTCOMES = ['cvdPct', 'ascvdPct', 'hfPct', 'chdPct', 'strokePct'] as const

function value(inputs: object) {
  const result = runScore(prevent, inputs)
  if (!('value' in result)) throw new Error(JSON.stringify(result.notCalculable))
  return result.value
}
function reasons(inputs: object): string[] {
  const result = runScore(prevent, inputs)
  return 'value' in result ? [] : result.notCalculable.map(({ code }) => code)
}

testScore(prevent, {
  values: {
    'printed example, ten years': {
      inputs: woman,
      expect: { cvdPct: 14.684, model: 'base', years: 10 },
      tolerance: 0.001,
    },
    'yes and no as 1 and 0': {
      inputs: { ...woman, diabetes: 1, smoker: 0, antihypertensive: 1, statin: 0, priorCvd: 0 },
      expect: { cvdPct: 14.684 },
      tolerance: 0.001,
    },
    'what is not an input is not looked at': {
      inputs: { ...woman, race: 'any' },
      expect: { cvdPct: 14.684 },
      tolerance: 0.001,
    },
  },
  notCalculable: {
    'cardiovascular disease before': {
      inputs: { ...woman, priorCvd: true },
      expect: ['prior-cvd'],
    },
    'a model without its add-on': {
      inputs: { ...woman, model: 'uacr' },
      expect: ['uacr-missing'],
    },
    'another horizon': { inputs: { ...woman, years: 20 }, expect: ['years-invalid'] },
    'another sex': { inputs: { ...woman, sex: 'other' }, expect: ['sex-invalid'] },
    'a number in a text': { inputs: { ...woman, sbp: '160' }, expect: ['sbp-invalid'] },
    'no number': { inputs: { ...woman, sbp: Number.NaN }, expect: ['sbp-invalid'] },
    'a flag that is neither': { inputs: { ...woman, statin: 2 }, expect: ['statin-invalid'] },
    'several missing: all are named': {
      inputs: { age: 50, sex: 'male' },
      expect: [
        'totalCholesterol-missing',
        'hdl-missing',
        'sbp-missing',
        'egfr-missing',
        'diabetes-missing',
        'smoker-missing',
        'antihypertensive-missing',
        'statin-missing',
      ],
    },
  },
})

describe('the hundred models', () => {
  const models = Object.keys(coefficients.models)

  test('are 5 models, 2 horizons, 2 sexes and 5 outcomes', () => {
    const counted = Object.values(coefficients.models).flatMap((sexes) =>
      Object.values(sexes).flatMap((outcomes) => Object.keys(outcomes)),
    )
    expect(models).toHaveLength(10)
    expect(counted).toHaveLength(100)
  })

  test.each(
    models.flatMap((id) => [
      [id, 'female'],
      [id, 'male'],
    ]),
  )('%s, %s: every outcome is a risk', (id, sex) => {
    const [model, years = ''] = id.split('-')
    const found = value({
      ...woman,
      sex,
      model,
      years: Number.parseInt(years, 10),
      hba1c: 7,
      uacr: 40,
      sdiDecile: 8,
    })
    for (const outcome of OUTCOMES) {
      expect(found[outcome]).toBeGreaterThan(0)
      expect(found[outcome]).toBeLessThan(100)
    }
  })

  test.each(models)('%s: only heart failure needs the body mass index', (id) => {
    const [model, years = ''] = id.split('-')
    const { bmi: _bmi, ...rest } = woman
    const more = { model, years: Number.parseInt(years, 10), hba1c: 7, uacr: 40, sdiDecile: 8 }
    const { hfPct, missing, ...found } = value({ ...rest, ...more })
    const { hfPct: _hf, ...whole } = value({ ...woman, ...more })
    expect(hfPct).toBeUndefined()
    expect(missing).toEqual(['bmi'])
    expect(found).toEqual(whole)
  })
})

describe('the model that is chosen', () => {
  test.each([
    ['base', {}],
    ['hba1c', { hba1c: 6 }],
    ['uacr', { uacr: 10 }],
    ['sdi', { sdiDecile: 3 }],
    ['full', { hba1c: 6, uacr: 10 }],
    ['full', { hba1c: 6, sdiDecile: 3 }],
    ['full', { hba1c: 6, uacr: 10, sdiDecile: 3 }],
  ])('%s with %j', (model, more) => {
    expect(value({ ...woman, ...more }).model).toBe(model)
  })

  test('the one asked for stays, whatever else is given', () => {
    const base = value({ ...woman, model: 'base', hba1c: 9, uacr: 900 })
    expect(base).toEqual(value(woman))
  })
})

describe('valid ranges', () => {
  const ranges = {
    age: [30, 79, 1],
    totalCholesterol: [130, 320, 0.1],
    hdl: [20, 100, 0.1],
    sbp: [90, 200, 0.1],
    bmi: [18.5, 39.999, 0.001],
    egfr: [15, 150, 0.1],
    hba1c: [3, 15, 0.1],
    uacr: [0.1, 25_000, 0.01],
    sdiDecile: [1, 10, 1],
  } as const

  test.each(Object.entries(ranges))('%s', (input, [least, most, step]) => {
    expect(reasons({ ...woman, [input]: least })).toEqual([])
    expect(reasons({ ...woman, [input]: most })).toEqual([])
    expect(reasons({ ...woman, [input]: least - step })).toEqual([`${input}-out-of-range`])
    expect(reasons({ ...woman, [input]: most + step })).toEqual([`${input}-out-of-range`])
  })

  test('the 30-year risk ends at 59', () => {
    expect(reasons({ ...woman, age: 59, years: 30 })).toEqual([])
    expect(reasons({ ...woman, age: 60, years: 30 })).toEqual(['age-out-of-range'])
    expect(reasons({ ...woman, age: 29, years: 30 })).toEqual(['age-out-of-range'])
  })
})

describe('ten-year ASCVD risk of the base model rises', () => {
  const person = fc.record({
    age: fc.integer({ min: 30, max: 79 }),
    sex: fc.constantFrom('female', 'male'),
    totalCholesterol: fc.integer({ min: 130, max: 320 }),
    hdl: fc.integer({ min: 20, max: 100 }),
    sbp: fc.integer({ min: 90, max: 200 }),
    egfr: fc.integer({ min: 15, max: 150 }),
    diabetes: fc.boolean(),
    smoker: fc.boolean(),
    antihypertensive: fc.boolean(),
    statin: fc.boolean(),
  })
  const rises = (from: (each: object) => object, to: (each: object) => object) =>
    fc.assert(
      fc.property(person, (each) => {
        expect(value(to(each)).ascvdPct).toBeGreaterThan(value(from(each)).ascvdPct)
      }),
    )

  test('with smoking', () =>
    rises(
      (each) => ({ ...each, smoker: false }),
      (each) => ({ ...each, smoker: true }),
    ))
  test('with diabetes', () =>
    rises(
      (each) => ({ ...each, diabetes: false }),
      (each) => ({ ...each, diabetes: true }),
    ))
  test('with systolic pressure from 110 on', () =>
    rises(
      (each) => ({ ...each, sbp: 110 }),
      (each) => ({ ...each, sbp: 150 }),
    ))
  test('with falling kidney function', () =>
    rises(
      (each) => ({ ...each, egfr: 75 }),
      (each) => ({ ...each, egfr: 40 }),
    ))
})
