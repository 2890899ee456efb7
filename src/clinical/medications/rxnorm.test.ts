import { describe, expect, test } from '@jest/globals'
import { RXNORM } from '../codes/systems.ts'
import data from './classes.json' with { type: 'json' }
import { medicationClass } from './classes.ts'
import { ingredients, rxnorm } from './rxnorm.ts'
import { ingredientName, lookupRxnorm } from './table.ts'

const codesOf = (keys: ReadonlySet<string>) => [...keys].map((key) => key.split('|')[1] ?? '')

describe('named ingredients', () => {
  test('are 318, all known to the product table', () => {
    expect(Object.keys(rxnorm)).toHaveLength(318)
    for (const [name, set] of Object.entries(rxnorm))
      for (const code of codesOf(set.keys))
        expect([name, lookupRxnorm(code)?.code]).toEqual([name, code])
  })

  test('leave the unconfirmed one out', () => {
    // @ts-expect-error no such ingredient
    expect(rxnorm.moclobamide).toBeUndefined()
  })

  test.each([
    ['metformin', ['6809']],
    ['penicillinG', ['7980']],
    ['insulinGlargine', ['274783']],
    ['divalproexSodium', ['266856', '40254']],
    ['glycopyrrolate', ['4955', '1546438']],
    ['isosorbideMononitrate', ['28004', '6057']],
    ['mefenamate', ['6693', '257844']],
    ['valproicAcid', ['11118', '40254']],
  ] as const)('%s is %j', (name, codes) => expect(codesOf(rxnorm[name].keys)).toEqual(codes))

  test('can be made of codes', () => {
    expect([...ingredients(['6809']).keys]).toEqual([`${RXNORM}|6809`])
    expect(ingredients(['6809'])({ coding: [{ system: RXNORM, code: '6809' }] })).toBe(true)
  })
})

describe('classes', () => {
  // The keys of the JSON are the class ids.
  const ids = Object.keys(data.classes) as (keyof typeof data.classes)[]

  test('are 42, each of ingredients that the product table names', () => {
    expect(ids).toHaveLength(42)
    for (const id of ids) {
      const codes = codesOf(medicationClass(id).keys)
      expect(codes.length).toBeGreaterThan(0)
      for (const code of codes) expect([id, code, ingredientName(code)]).not.toContain(undefined)
    }
  })

  // Names as the rules' sources have them, where RxNorm's are others.
  const otherNames = new Map([
    ['257844', 'mefenamic acid'],
    ['1037042', 'dabigatran'],
    ['258326', 'st johns wort'],
    ['6057', 'isosorbide nitrates'],
    ['4099', 'conjugated estrogens'],
  ])
  test('stand beside the right names', () => {
    for (const members of Object.values(data.classes))
      for (const [code, name] of Object.entries(members))
        expect([code, name]).toEqual([code, otherNames.get(code) ?? ingredientName(code)])
  })

  test('an unknown class does not compile, and is named where types are not checked', () => {
    // @ts-expect-error no such class
    expect(() => medicationClass('statins')).toThrow(/no class of medicines "statins": docs/)
  })

  test.each(['acei', 'arb', 'thiazide', 'diuretic', 'kSparing', 'mra', 'betaBlocker'] as const)(
    'antihypertensive holds all of %s',
    (id) => {
      const all = medicationClass('antihypertensive').keys
      expect([...medicationClass(id).keys].filter((key) => !all.has(key))).toEqual([])
    },
  )

  test('antihypertensive holds no medicine for something else', () => {
    const all = codesOf(medicationClass('antihypertensive').keys).map(ingredientName)
    for (const name of ['sotalol', 'tizanidine', 'nimodipine', 'brimonidine', 'quinidine'])
      expect(all).not.toContain(name)
  })
})
