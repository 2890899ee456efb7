import { describe, expect, test } from '@jest/globals'
import type { MedicationRequest } from 'fhir/r4.js'
import { medication } from '../../testing.ts'
import { runScore } from '../score.ts'
import { mme } from './mme.ts'
import { opioidItems } from './opioid-items.ts'

// Products of the table: see rxnorm-products.json.
const OXYCODONE_5 = '1049621'
const HYDROCODONE_APAP_5_325 = '857002'
const FENTANYL_PATCH_25 = '245134'
const MORPHINE_INJECTION = '1731993'
const BUPRENORPHINE_PATCH = '904870'
const LISINOPRIL_10 = '314076'

const taken = (value: number, unit: string, perDay: number, more: object = {}) => ({
  dosageInstruction: [
    {
      doseAndRate: [{ doseQuantity: { value, unit } }],
      timing: { repeat: { frequency: perDay, period: 1, periodUnit: 'd' as const } },
      ...more,
    },
  ],
})
const perDay = (...medications: MedicationRequest[]) => {
  const read = opioidItems(medications)
  if (read === undefined || !('value' in read)) return read
  const outcome = runScore(mme, { items: read.value })
  return 'value' in outcome ? outcome.value.totalMmePerDay : outcome
}

describe('the opioids among active medicines', () => {
  test('tablets count by their strength', () => {
    expect(perDay(medication(OXYCODONE_5, taken(2, 'tablet', 4)))).toBe(60)
  })
  test('of a compound only the opioid counts', () => {
    expect(perDay(medication(HYDROCODONE_APAP_5_325, taken(1, 'tablet', 6)))).toBe(30)
  })
  test('milligrams of a compound are of either part: unclear', () => {
    expect(perDay(medication(HYDROCODONE_APAP_5_325, taken(5, 'mg', 6)))).toMatchObject({
      unusable: { code: 'dose-unclear' },
    })
  })
  test('a patch counts once, whatever its timing', () => {
    expect(perDay(medication(FENTANYL_PATCH_25, taken(1, 'patch', 1)))).toBe(60)
  })
  test('as needed counts at the most', () => {
    const read = opioidItems([
      medication(OXYCODONE_5, taken(1, 'tablet', 6, { asNeededBoolean: true })),
    ])
    expect(read).toMatchObject({ value: [{ doseMg: 5, perDay: 6, asNeeded: true }] })
  })
  test('an injection leaves the total unknown', () => {
    expect(perDay(medication(MORPHINE_INJECTION, taken(2, 'mg', 4)))).toMatchObject({
      notCalculable: [{ code: 'opioid-not-covered' }],
    })
  })
  test('buprenorphine has no equivalent, and others still count', () => {
    expect(
      perDay(medication(BUPRENORPHINE_PATCH), medication(OXYCODONE_5, taken(1, 'tablet', 4))),
    ).toBe(30)
  })
  test('steps one after another are not added up: unclear', () => {
    const [first] = taken(1, 'tablet', 4).dosageInstruction
    const dosageInstruction = [
      { ...first, sequence: 1 },
      { ...first, sequence: 2 },
    ]
    expect(perDay(medication(OXYCODONE_5, { dosageInstruction }))).toMatchObject({
      unusable: { code: 'dose-unclear' },
    })
  })
  test.each([
    ['no opioid', medication(LISINOPRIL_10)],
    ['a stopped opioid', medication(OXYCODONE_5, { status: 'stopped' })],
  ])('%s: nothing to count', (_, each) => {
    expect(perDay(each)).toBeUndefined()
  })
  test('a medicine that nobody can identify may be one', () => {
    expect(perDay(medication('999999999'))).toMatchObject({
      unusable: { code: 'medicine-unknown' },
    })
  })
})
