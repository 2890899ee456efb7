import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import data from './beta-lactam-side-chains.json' with { type: 'json' }
import { betaLactamRelation, carbapenems, cephalosporins, penicillins } from './beta-lactams.ts'
import { ingredientName, ingredientNames } from './table.ts'

const AZTREONAM = '1272'
const SULOPENEM = '2717833'

describe('the lists', () => {
  const named: readonly Readonly<Record<string, string>>[] = [
    ...Object.values(data.classes),
    ...Object.values(data.identical),
    ...data.related.flatMap(({ a, b }) => [a, b]),
  ]

  test.each(named.flatMap((group) => Object.entries(group)))(
    '%s is %s in the shipped table',
    (code, name) => {
      expect(ingredientName(code)).toBe(name)
    },
  )

  test('hold every beta-lactam of the shipped table', () => {
    const listed = new Set([...penicillins, ...cephalosporins, ...carbapenems])
    const left = [...ingredientNames()]
      .filter(([, name]) => /cillin|^cef|^ceph|penem|aztreonam|loracarbef/i.test(name))
      .filter(([code]) => !listed.has(code))
    expect(left.map(([code]) => code).toSorted()).toEqual([AZTREONAM, SULOPENEM].toSorted())
  })

  test('do not overlap', () => {
    const all = [...penicillins, ...cephalosporins, ...carbapenems]
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('betaLactamRelation', () => {
  test.each([
    ['amoxicillin, amoxicillin', '723', '723', 'same-drug'],
    ['penicillin V, ampicillin', '7984', '733', 'same-class'],
    ['amoxicillin, pivmecillinam', '723', '627', 'same-class'],
    ['amoxicillin, cefprozil', '723', '19552', 'identical-R1'],
    ['ampicillin, cephalexin', '733', '2231', 'identical-R1'],
    ['ceftriaxone, cefotaxime', '2193', '2186', 'identical-R1'],
    ['ceftazidime, aztreonam', '2191', AZTREONAM, 'identical-R1'],
    ['amoxicillin, cephalexin', '723', '2231', 'similar-R1'],
    ['cefuroxime, ceftriaxone', '2194', '2193', 'similar-R1'],
    ['cefixime, ceftriaxone', '25033', '2193', 'similar-R1'],
    ['penicillin G, cefoxitin', '7980', '2189', 'disputed'],
    ['ceftazidime, ceftriaxone', '2191', '2193', 'none'],
    ['ceftazidime, ceftolozane (unconfirmed)', '2191', '1597609', 'unknown'],
    ['amoxicillin, ceftriaxone', '723', '2193', 'none'],
    ['penicillin G, ceftriaxone', '7980', '2193', 'none'],
    ['penicillin V, imipenem', '7984', '5690', 'none'],
    ['penicillin V, aztreonam', '7984', AZTREONAM, 'none'],
    ['meropenem, aztreonam', '29561', AZTREONAM, 'none'],
    ['cefazolin, cefotetan', '2180', '2187', 'none'],
    ['piperacillin, cefoperazone', '8339', '2184', 'unknown'],
    ['amoxicillin, cefotetan', '723', '2187', 'unknown'],
    ['ceftriaxone, meropenem', '2193', '29561', 'unknown'],
    ['imipenem, meropenem', '5690', '29561', 'unknown'],
    ['amoxicillin, sulopenem', '723', SULOPENEM, 'unknown'],
    ['amoxicillin, cefazolin', '723', '2180', 'none'],
    ['amoxicillin, meropenem', '723', '29561', 'none'],
    ['amoxicillin, aztreonam', '723', AZTREONAM, 'none'],
    ['cefazolin, an unknown code', '2180', '1', 'unknown'],
    ['two unknown codes', '1', 'toString', 'unknown'],
  ])('%s', (_names, a, b, relation) => {
    expect(betaLactamRelation(a, b)).toBe(relation)
    expect(betaLactamRelation(b, a)).toBe(relation)
  })

  test.each([...penicillins, ...cephalosporins, ...carbapenems])(
    'cefazolin shares no side chain with %s',
    (code) => {
      expect(betaLactamRelation('2180', code)).toBe(code === '2180' ? 'same-drug' : 'none')
    },
  )

  test('is symmetric', () => {
    const code = fc.constantFrom(...penicillins, ...cephalosporins, ...carbapenems, AZTREONAM)
    fc.assert(
      fc.property(code, code, (a, b) => {
        expect(betaLactamRelation(a, b)).toBe(betaLactamRelation(b, a))
      }),
    )
  })
})
