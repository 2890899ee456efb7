import { expect, test } from '@jest/globals'
import type { ScoreView } from '../api/contract.ts'
import { lacksOf } from './lacks.ts'

const field = (name: string, title: string, optional: boolean) => ({
  ...{ name, title, optional, kind: 'number' as const },
})
const score: ScoreView = {
  ...{ id: 'prevent', version: '1', title: 'P', source: { label: 'P' }, known: false, inputs: {} },
  used: [{ name: 'age', value: 58 }],
  unused: [
    { name: 'sbp', reason: { code: 'stale', text: 'the newest result is older than 365 days' } },
    { name: 'hba1c', reason: { code: 'unit', text: 'the unit cannot be converted' } },
  ],
  missing: [
    { code: 'hdl-missing', text: 'HDL cholesterol is missing' },
    { code: 'egfr-out-of-range', text: 'eGFR is outside the valid range: at least 15' },
    { code: 'sbp-missing', text: 'the newest result is older than 365 days' },
    { code: 'bloodPressure-timeout', text: 'blood pressure: the record system was late' },
    { code: 'prior-cvd', text: 'PREVENT is for people without cardiovascular disease' },
  ],
  fields: [
    field('age', 'Age', false),
    field('hdl', 'HDL cholesterol', false),
    field('egfr', 'eGFR', false),
    field('sbp', 'Systolic blood pressure', false),
    field('hba1c', 'HbA1c', true),
    field('uacr', 'UACR', true),
  ],
}

test('each thing that is lacking is named once, with its title and why', () => {
  expect(lacksOf(score).map(({ title, why, isNeeded }) => [title, why, isNeeded])).toEqual([
    ['HDL cholesterol', 'not known', true],
    ['eGFR', 'outside the valid range: at least 15', true],
    ['Systolic blood pressure', 'the newest result is older than 365 days', true],
    ['', 'blood pressure: the record system was late', true],
    ['', 'PREVENT is for people without cardiovascular disease', true],
    ['HbA1c', 'the unit cannot be converted', false],
    ['UACR', 'not known', false],
  ])
})
