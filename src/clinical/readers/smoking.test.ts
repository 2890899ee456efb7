import { describe, expect, test } from '@jest/globals'
import { LOINC, SNOMED } from '../codes/systems.ts'
import { smokingStatus } from './smoking.ts'

const now = new Date('2026-03-01T12:00:00Z')

function status(
  code: unknown,
  effectiveDateTime: string | undefined = '2026-02-03',
  system = SNOMED,
) {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: LOINC, code: '72166-2' }] },
    effectiveDateTime,
    valueCodeableConcept: { coding: [{ system, code }] },
  }
}

describe('none on file', () => {
  test.each([
    ['no list', undefined],
    ['an empty list', []],
    ['another question', [{ ...status('449868002'), code: { coding: [] } }]],
    ['preliminary', [{ ...status('449868002'), status: 'preliminary' }]],
    ['in the future', [status('449868002', '2026-06-01')]],
  ])('%s', (_name, list) => expect(smokingStatus(list, now)).toBeUndefined())
})

describe('no usable answer', () => {
  test.each([
    ['unknown if ever smoked', status('266927001')],
    ['the same as LOINC answer', status('LA18980-5', '2026-02-03', LOINC)],
    ['a code that we do not know', status('12345')],
    ['a code of another system', status('449868002', '2026-02-03', 'urn:x')],
    ['no value', { ...status(''), valueCodeableConcept: undefined }],
    ['text alone', { ...status(''), valueCodeableConcept: { text: 'Never smoker' } }],
    // Says nothing of cigarettes.
    ['takes no snuff', status('228491005')],
    ['never used electronic cigarettes', status('1137690000')],
    ['gave up chewing tobacco', status('228513009')],
    [
      'yes and no at once',
      {
        ...status(''),
        valueCodeableConcept: {
          coding: [
            { system: SNOMED, code: '449868002' },
            { system: SNOMED, code: '266919005' },
          ],
        },
      },
    ],
  ])('%s', (_name, observation) => {
    expect(smokingStatus([status('449868002', '2020-01-01'), observation], now)).toMatchObject({
      unusable: { code: 'unknown-answer' },
    })
  })

  test('undated', () => {
    expect(
      smokingStatus([{ ...status('449868002'), effectiveDateTime: undefined }], now),
    ).toMatchObject({ unusable: { code: 'undated' } })
  })
})

describe('answers', () => {
  test.each([
    ['449868002', SNOMED, true],
    ['428041000124106', SNOMED, true],
    ['77176002', SNOMED, true],
    ['LA18976-3', LOINC, true],
    ['LA18977-1', LOINC, true],
    ['8517006', SNOMED, false],
    ['266919005', SNOMED, false],
    ['LA15920-4', LOINC, false],
    ['LA18978-9', LOINC, false],
  ])('%s of %s: %s', (code, system, value) => {
    expect(smokingStatus([status(code, '2026-02-03', system)], now)).toEqual({
      value,
      date: '2026-02-03',
    })
  })

  test('the newest decides, whatever the order', () => {
    const list = [status('449868002', '2025-01-01'), status('8517006', '2026-01-01')]
    expect(smokingStatus(list, now)).toMatchObject({ value: false })
    expect(smokingStatus(list.toReversed(), now)).toMatchObject({ value: false })
  })
})
