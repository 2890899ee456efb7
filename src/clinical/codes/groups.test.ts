import { describe, expect, test } from '@jest/globals'
import data from './code-groups.json' with { type: 'json' }
import { codeGroup, flaggedCodes, type GroupId, groupTemplateCodes, groupTitle } from './groups.ts'
import { ICD10CM, LOINC, SNOMED } from './systems.ts'

const condition = (system: string, code: string) => ({
  resourceType: 'Condition',
  code: { coding: [{ system, code }] },
})

// The keys of the JSON are the group ids.
const ids = Object.keys(data.groups) as GroupId[]

describe('code groups', () => {
  test('there are 124, none of them empty, every code with a known system', () => {
    expect(ids).toHaveLength(124)
    for (const id of ids) {
      const keys = [...codeGroup(id, { history: true }).keys]
      expect(keys.length).toBeGreaterThan(0)
      for (const key of keys) expect(key).toMatch(/^https?:\/\/[^|\s]+\|[^|\s]+$/)
      expect(groupTitle(id)).not.toBe('')
    }
  })

  test('the shipped file keeps its notes and stays small', () => {
    expect(data.licences).toContain('SNOMED CT needs a licence')
    expect(data.licences).toContain('Regenstrief')
    expect(JSON.stringify(data).length).toBeLessThan(200_000)
  })

  test('a code counts only in its own system', () => {
    expect(codeGroup('diabetes')(condition(SNOMED, '44054006'))).toBe(true)
    expect(codeGroup('diabetes')(condition(ICD10CM, '44054006'))).toBe(false)
  })

  test('history codes count only when asked for', () => {
    const oldInfarction = condition(ICD10CM, 'I25.2')
    expect(codeGroup('myocardial-infarction')(oldInfarction)).toBe(false)
    expect(codeGroup('myocardial-infarction', { history: true })(oldInfarction)).toBe(true)
  })

  test('the puerperium is never a current pregnancy', () => {
    const puerperium = [...flaggedCodes('pregnancy', 'postpartum').keys]
    expect(puerperium).toHaveLength(87)
    for (const options of [{}, { history: true }])
      for (const key of puerperium)
        expect(codeGroup('pregnancy', options).keys.has(key)).toBe(false)
  })

  test.each([
    ['dxa', 'peripheral', 5],
    ['egfr', 'raceMultiplier', 2],
  ] as const)('%s leaves %s codes out', (id, flag, count) => {
    const flagged = [...flaggedCodes(id, flag).keys]
    expect(flagged).toHaveLength(count)
    for (const key of flagged) expect(codeGroup(id, { history: true }).keys.has(key)).toBe(false)
  })

  test('unconfirmed codes are not shipped', () => {
    expect(codeGroup('hcv-rna').keys.has(`${LOINC}|20416-4`)).toBe(false)
  })

  test('a set is made once', () => {
    expect(codeGroup('hba1c')).toBe(codeGroup('hba1c'))
    expect(codeGroup('hba1c')).not.toBe(codeGroup('hba1c', { history: true }))
  })

  test('an unknown id does not compile, and is named where types are not checked', () => {
    // @ts-expect-error no such group
    expect(() => codeGroup('haemoglobin-a1z')).toThrow(/no code group "haemoglobin-a1z": docs/)
  })

  test('the search parameter names every code', () => {
    expect(groupTemplateCodes('egfr-2021')).toBe(
      'http://loinc.org|98979-8,http://loinc.org|98980-6',
    )
  })
})
