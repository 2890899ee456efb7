import { describe, expect, test } from '@jest/globals'
import type { Medicine } from './regimen.ts'
import { type KnownMedicines, uncheckedMedicines } from './unchecked.ts'

const CURRENT = 'drug interactions with current medicines'
const ALL = 'drug interactions with all current medicines'
const ENDED = 'drug interactions with medicines that have just ended'

const all: KnownMedicines = {
  medications: [],
  current: [],
  endedMedications: [],
  needsEnded: true,
  isPartial: () => false,
}
const unknown = (name: string) => ({ medication: { state: 'unknown', name } }) as Medicine

describe('medicines that could not be checked', () => {
  test.each<[string, Partial<KnownMedicines>, ReturnType<typeof uncheckedMedicines>]>([
    ['none, where all are known', {}, []],
    ['current ones that could not be had', { medications: undefined }, [[CURRENT, 'unavailable']]],
    ['a part of them', { isPartial: (key) => key === 'medications' }, [[ALL, 'unusable']]],
    [
      'one that the table does not know, by its name',
      { current: [unknown('Aspirin C'), unknown('')] },
      [
        ['drug interactions with Aspirin C', 'unusable'],
        ['drug interactions with a current medicine', 'unusable'],
      ],
    ],
    ['ended ones, while others were had', { endedMedications: undefined }, [[ENDED, 'unusable']]],
    [
      'neither',
      { medications: undefined, endedMedications: undefined },
      [
        [CURRENT, 'unavailable'],
        [ENDED, 'unavailable'],
      ],
    ],
    ['no ended ones, where none matter', { endedMedications: undefined, needsEnded: false }, []],
  ])('%s', (_name, known, expected) => {
    expect(uncheckedMedicines({ ...all, ...known })).toEqual(expected)
  })
})
