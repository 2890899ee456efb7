import { expect, test } from '@jest/globals'
import { testScore } from '../../testing.ts'
import { runScore } from '../score.ts'
import { apixabanAfDose, doacCrcl } from './doac-dose.ts'
import { mme } from './mme.ts'

/** Every row of the guideline's table: ten milligrams once a day. */
const ROWS = {
  codeine: 1.5,
  hydrocodone: 10,
  hydromorphone: 50,
  methadone: 47,
  morphine: 10,
  oxycodone: 15,
  oxymorphone: 30,
  tapentadol: 4,
  tramadol: 2,
}

testScore(mme, {
  values: {
    ...Object.fromEntries(
      Object.entries(ROWS).map(([drug, totalMmePerDay]) => [
        drug,
        { inputs: { items: [{ drug, doseMg: 10, perDay: 1 }] }, expect: { totalMmePerDay } },
      ]),
    ),
    'a patch of 25 µg an hour': {
      inputs: { items: [{ drug: 'fentanyl_tdermal_mcg_h', mcgPerHour: 25 }] },
      expect: { totalMmePerDay: 60, atLeast50: true, atLeast90: false },
    },
    'oxycodone 10 mg twice: the example of the guideline': {
      inputs: { items: [{ drug: 'oxycodone', doseMg: 10, perDay: 2 }] },
      expect: { totalMmePerDay: 30, atLeast50: false },
    },
    'tramadol 50 mg five times is 50: the limit itself counts': {
      inputs: { items: [{ drug: 'tramadol', doseMg: 50, perDay: 5 }] },
      expect: { totalMmePerDay: 50, atLeast50: true },
    },
  },
  notCalculable: {
    'buprenorphine has no factor': {
      inputs: { items: [{ drug: 'buprenorphine', doseMg: 8, perDay: 1 }] },
      expect: ['items-invalid'],
    },
    'one that cannot be counted beside one that can': {
      inputs: {
        items: [
          { drug: 'morphine', doseMg: 30, perDay: 2 },
          { drug: 'fentanyl_buccal', doseMg: 1, perDay: 1 },
        ],
      },
      expect: ['items-invalid'],
    },
    'no opioid at all: nothing to calculate': {
      inputs: { items: [] },
      expect: ['items-out-of-range'],
    },
    'strength of a patch in mg': {
      inputs: { items: [{ drug: 'fentanyl_tdermal_mcg_h', doseMg: 4.2, perDay: 1 }] },
      expect: ['items-invalid'],
    },
  },
})

test('MME: equal opioids add up in one contribution', () => {
  const items = [
    { drug: 'morphine', doseMg: 30, perDay: 2 },
    { drug: 'morphine', doseMg: 10, perDay: 3 },
  ]
  const result = runScore(mme, { items })
  expect(result).toMatchObject({
    value: { totalMmePerDay: 90, atLeast90: true, contributions: { morphine: 90 } },
  })
})

testScore(doacCrcl, {
  values: {
    'rivaroxaban above 50': {
      inputs: { drug: 'rivaroxaban-af', crcl: 50.1 },
      expect: { action: '20 mg daily with evening meal' },
    },
    'rivaroxaban at 50': {
      inputs: { drug: 'rivaroxaban-af', crcl: 50 },
      expect: { action: '15 mg daily with evening meal' },
    },
    'rivaroxaban below 15: not studied': {
      inputs: { drug: 'rivaroxaban-af', crcl: 14.9 },
      expect: { action: 'no-recommendation' },
    },
    'dabigatran at 30': {
      inputs: { drug: 'dabigatran-af', crcl: 30 },
      expect: { action: '75 mg twice daily' },
    },
    'dabigatran at 15': {
      inputs: { drug: 'dabigatran-af', crcl: 15 },
      expect: { action: '75 mg twice daily' },
    },
    'edoxaban above 95: not to be used': {
      inputs: { drug: 'edoxaban-af', crcl: 96 },
      expect: { action: 'do-not-use' },
    },
    'edoxaban at 95': {
      inputs: { drug: 'edoxaban-af', crcl: 95 },
      expect: { action: '60 mg daily' },
    },
    'edoxaban below 15': {
      inputs: { drug: 'edoxaban-af', crcl: 14 },
      expect: { action: 'no-recommendation' },
    },
  },
  notCalculable: {
    'clearance unknown': {
      inputs: { drug: 'edoxaban-af', crcl: undefined },
      expect: ['crcl-missing'],
    },
    'another medicine': { inputs: { drug: 'warfarin', crcl: 50 }, expect: ['drug-invalid'] },
  },
})

testScore(apixabanAfDose, {
  values: {
    'none of three': {
      inputs: { age: 79, weightKg: 61, creatinine: 1.4 },
      expect: { doseMgTwiceDaily: 5, criteria: 0 },
    },
    'one of three': {
      inputs: { age: 80, weightKg: 61, creatinine: 1.4 },
      expect: { doseMgTwiceDaily: 5, criteria: 1 },
    },
    'two of three, at their limits': {
      inputs: { age: 80, weightKg: 60, creatinine: 1.4 },
      expect: { doseMgTwiceDaily: 2.5, criteria: 2 },
    },
    'all three': {
      inputs: { age: 90, weightKg: 45, creatinine: 2 },
      expect: { doseMgTwiceDaily: 2.5, criteria: 3 },
    },
  },
  notCalculable: {
    'weight unknown': {
      inputs: { age: 80, weightKg: undefined, creatinine: 1.4 },
      expect: ['weightKg-missing'],
    },
  },
})
