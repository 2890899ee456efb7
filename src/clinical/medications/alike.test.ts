import { expect, test } from '@jest/globals'
import { kindOf, twoOfEach } from './alike.ts'
import { medicationView } from './view.ts'

const SIMVASTATIN = '36567'
const LIMITS = new Map([[SIMVASTATIN, [10, 20]]])

/** Simvastatin 20 mg tablets, so many a day; `undefined`: nothing is said of the dose. */
const simvastatin = (tablets?: number) => {
  const resource = {
    resourceType: 'MedicationRequest',
    medicationCodeableConcept: {
      coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '312961' }],
    },
    ...(tablets === undefined
      ? {}
      : {
          dosageInstruction: [
            {
              timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
              doseAndRate: [
                {
                  doseQuantity: {
                    value: tablets * 20,
                    unit: 'mg',
                    system: 'http://unitsofmeasure.org',
                    code: 'mg',
                  },
                },
              ],
            },
          ],
        }),
  }
  return { resource, medication: medicationView(resource) }
}
const kinds = (...tablets: (number | undefined)[]) =>
  new Set(tablets.map((each) => kindOf(simvastatin(each), LIMITS))).size

test('doses are of one kind between two limits, at a limit as below it', () => {
  expect(kinds(0.1, 0.25, 0.5)).toBe(1)
  expect(kinds(0.6, 0.75, 1)).toBe(1)
  expect(kinds(0.5, 1, 2)).toBe(3)
  expect(kinds(2, 3, 400)).toBe(1)
})

test('a dose that is left open is a kind of its own', () => {
  expect(kinds(undefined, 0.5, 1, 2)).toBe(4)
})

test('a dose that no limit is set for tells no kinds apart', () => {
  expect(kindOf(simvastatin(1), new Map())).toBe(kindOf(simvastatin(9), new Map()))
})

test('route and ingredients tell kinds apart', () => {
  const { resource, medication } = simvastatin()
  const told = [medication, { ...medication, route: 'topical' }, { ...medication, ingredients: [] }]
  expect(new Set(told.map((each) => kindOf({ resource, medication: each }, LIMITS))).size).toBe(3)
})

test('two of each kind are kept, in their order', () => {
  expect(twoOfEach([1, 2, 11, 21, 12, 3, 22], (each) => `${each % 10}`)).toEqual([1, 2, 11, 12, 3])
})
