import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { testScore } from '../../testing.ts'
import { runScore } from '../score.ts'
import { mme } from './mme.ts'
import type { OpioidItem } from './opioid-items.ts'

const hydrocodone = { drug: 'hydrocodone', doseMg: 5, perDay: 4 }
const patch = { drug: 'fentanyl_tdermal_mcg_h', mcgPerHour: 25 }

testScore(mme, {
  values: {
    "the guideline's example: hydrocodone 5 mg four times a day": {
      inputs: { items: [hydrocodone] },
      expect: {
        totalMmePerDay: 20,
        atLeast50: false,
        atLeast90: false,
        countsAsNeeded: false,
        contributions: { hydrocodone: 20 },
      },
    },
    "the guideline's example: oxycodone ER 10 mg twice a day": {
      inputs: { items: [{ drug: 'oxycodone', doseMg: 10, perDay: 2 }] },
      expect: { totalMmePerDay: 30 },
    },
    'the fact sheet: 90 mg of hydrocodone': {
      inputs: { items: [{ drug: 'hydrocodone', doseMg: 15, perDay: 6 }] },
      expect: { totalMmePerDay: 90, atLeast50: true, atLeast90: true },
    },
    'the fact sheet: 60 mg of oxycodone': {
      inputs: { items: [{ drug: 'oxycodone', doseMg: 15, perDay: 4 }] },
      expect: { totalMmePerDay: 90, atLeast90: true },
    },
    'the fact sheet: 33 mg of oxycodone, about 50': {
      inputs: { items: [{ drug: 'oxycodone', doseMg: 33, perDay: 1 }] },
      expect: { totalMmePerDay: 49.5, atLeast50: false },
    },
    'one drug twice is one contribution; a patch goes by its rate': {
      inputs: {
        items: [
          { ...hydrocodone, route: 'oral' },
          { ...hydrocodone, asNeeded: true, perDay: 2 },
          { ...patch, route: 'transdermal' },
        ],
      },
      expect: {
        totalMmePerDay: 90,
        atLeast90: true,
        countsAsNeeded: true,
        contributions: { hydrocodone: 30, fentanyl_tdermal_mcg_h: 60 },
      },
    },
    'decimals that add up to 50 are 50': {
      inputs: {
        items: [
          { drug: 'codeine', doseMg: 82, perDay: 4 },
          { drug: 'tapentadol', doseMg: 1, perDay: 2 },
        ],
      },
      expect: { totalMmePerDay: 50, atLeast50: true },
    },
  },
  notCalculable: {
    'buprenorphine has no equivalent': {
      inputs: { items: [hydrocodone, { drug: 'buprenorphine', doseMg: 8, perDay: 1 }] },
      expect: ['opioid-not-covered'],
    },
    'fentanyl that is no patch': {
      inputs: { items: [{ drug: 'fentanyl', doseMg: 0.2, perDay: 4 }] },
      expect: ['opioid-not-covered'],
    },
    'morphine into a vein': {
      inputs: { items: [{ drug: 'morphine', doseMg: 10, perDay: 4, route: 'injection' }] },
      expect: ['opioid-not-covered'],
    },
    'a patch of which none is on the skin': {
      inputs: { items: [{ ...patch, route: 'buccal' }] },
      expect: ['opioid-not-covered'],
    },
    'a drug named like a member of every object': {
      inputs: { items: [{ drug: 'constructor', doseMg: 1, perDay: 1 }] },
      expect: ['opioid-not-covered'],
    },
    'no dose': { inputs: { items: [{ drug: 'morphine', perDay: 3 }] }, expect: ['dose-missing'] },
    'no frequency': {
      inputs: { items: [{ drug: 'morphine', doseMg: 15 }] },
      expect: ['dose-missing'],
    },
    'no rate': {
      inputs: { items: [{ ...patch, mcgPerHour: undefined }] },
      expect: ['dose-missing'],
    },
    'a dose of 0': {
      inputs: { items: [{ ...hydrocodone, doseMg: 0 }] },
      expect: ['items-out-of-range'],
    },
    'no opioid listed': { inputs: { items: [] }, expect: ['items-out-of-range'] },
    nothing: { inputs: {}, expect: ['items-missing'] },
  },
})

const value = (...items: readonly OpioidItem[]) => {
  const result = runScore(mme, { items })
  if (!('value' in result)) throw new Error('not calculable')
  return result.value
}

describe('the table of 2022, MME per mg', () => {
  test.each([
    ['codeine', 0.15],
    ['hydrocodone', 1],
    ['hydromorphone', 5],
    ['methadone', 4.7],
    ['morphine', 1],
    ['oxycodone', 1.5],
    ['oxymorphone', 3],
    ['tapentadol', 0.4],
    ['tramadol', 0.2],
  ])('%s: %p', (drug, factor) => {
    expect(value({ drug, doseMg: 1, perDay: 1 }).totalMmePerDay).toBe(factor)
  })

  test('fentanyl through the skin: 2.4 per ug/h, whatever the days that a patch is worn', () => {
    expect(value({ ...patch, mcgPerHour: 1, perDay: 1 / 3 }).totalMmePerDay).toBe(2.4)
  })
})

test('is a sum: of the parts, in any order, and in proportion to dose and frequency', () => {
  const items = fc.record({
    drug: fc.constantFrom('codeine', 'methadone', 'oxycodone', 'tramadol'),
    doseMg: fc.integer({ min: 1, max: 100 }),
    perDay: fc.integer({ min: 1, max: 10 }),
  })
  const mmeOf = (...each: readonly OpioidItem[]) => value(...each).totalMmePerDay
  fc.assert(
    fc.property(items, items, (one, other) => {
      expect(mmeOf(one, other)).toBeCloseTo(mmeOf(one) + mmeOf(other), 6)
      expect(mmeOf(other, one)).toBe(mmeOf(one, other))
      expect(mmeOf({ ...one, doseMg: 2 * one.doseMg })).toBeCloseTo(2 * mmeOf(one), 6)
      expect(mmeOf({ ...one, perDay: 2 * one.perDay })).toBeCloseTo(2 * mmeOf(one), 6)
    }),
  )
})
