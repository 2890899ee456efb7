import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codes } from '../codes/code-set.ts'
import { LOINC } from '../codes/systems.ts'
import { component, measurement, quantity } from './measurement.ts'

const UCUM = 'http://unitsofmeasure.org'

function observation(loinc: string, valueQuantity: unknown, more: object = {}) {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: LOINC, code: loinc }] },
    effectiveDateTime: '2026-02-03',
    valueQuantity,
    ...more,
  }
}

const percent = { value: 6.5, unit: '%', system: UCUM, code: '%' }
const a1c = (more: object = {}, value: unknown = percent) => observation('4548-4', value, more)

describe('what cannot be used, and why', () => {
  test.each([
    ['no-value', undefined],
    ['no-value', null],
    ['no-value', a1c({ valueQuantity: undefined })],
    ['no-value', a1c({}, {})],
    ['no-value', a1c({}, 6.5)],
    ['no-value', a1c({ valueString: '6.5 %', valueQuantity: undefined })],
    ['no-value', a1c({ valueInteger: 6, valueQuantity: undefined })],
    ['not-a-number', a1c({}, { ...percent, value: '6.5' })],
    ['not-a-number', a1c({}, { ...percent, value: Number.NaN })],
    ['not-a-number', a1c({}, { ...percent, value: null })],
    ['comparator', a1c({}, { ...percent, comparator: '<' })],
    ['data-absent', a1c({ dataAbsentReason: { text: 'lost' }, valueQuantity: undefined })],
    ['data-absent', a1c({ dataAbsentReason: { text: 'lost' } })],
    ['not-final', a1c({ status: 'preliminary' })],
    ['not-final', a1c({ status: 'entered-in-error' })],
    ['not-final', a1c({ status: undefined })],
    ['no-unit', a1c({}, { value: 6.5 })],
    ['no-unit', a1c({}, { value: 6.5, unit: ' ', code: '' })],
    ['no-unit', a1c({}, { value: 6.5, code: '%', system: 'http://example.org/units' })],
    ['wrong-unit', a1c({}, { value: 6.5, unit: 'mg/dL' })],
    ['wrong-unit', a1c({}, { value: 6.5, unit: 'furlongs' })],
    ['wrong-unit', a1c({}, { value: 6.5, code: 'mg/dL', unit: '%' })],
    ['wrong-unit', observation('99999-9', { value: 48, unit: 'mmol/mol' })],
  ])('%s: %j', (code, input) => {
    const read = measurement(input, '%')
    expect(read).toMatchObject({ usable: false, reason: { code, text: expect.any(String) } })
    expect(quantity(input, '%')).toBeUndefined()
  })

  test('a unit that nothing could be in is a mistake of who asks, never of the result', () => {
    expect(() => measurement(a1c({}, { value: 6.5, unit: '%' }), 'g/dLx')).toThrow(
      '"g/dLx" is no unit of UCUM',
    )
  })

  test('mL/min is no eGFR', () => {
    const clearance = observation('33914-3', { value: 55, unit: 'mL/min', code: 'mL/min' })
    expect(measurement(clearance, 'mL/min/{1.73_m2}')).toMatchObject({
      reason: { code: 'wrong-unit' },
      date: '2026-02-03',
    })
  })

  test('codes of two analytes leave open which equation to use', () => {
    const both = [
      { system: LOINC, code: '2160-0' },
      { system: LOINC, code: '1975-2' },
    ]
    const read = observation('', { value: 100, unit: 'umol/L' }, { code: { coding: both } })
    expect(quantity(read, 'mg/dL')).toBeUndefined()
  })

  test('no JSON makes it throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(measurement(a1c({}, value), '%').usable).toBe(false)
        expect(measurement(value, '%').usable).toBe(false)
      }),
    )
  })
})

describe('what can', () => {
  test('value, unit and day, unrounded', () => {
    expect(measurement(a1c({}, { ...percent, value: 6.499999 }), '%')).toEqual({
      usable: true,
      value: 6.499999,
      unit: '%',
      date: '2026-02-03',
    })
  })

  test('without a date, without a date', () => {
    const read = measurement(a1c({ effectiveDateTime: undefined }), '%')
    expect(read).toEqual({ usable: true, value: 6.5, unit: '%' })
  })

  test.each(['amended', 'corrected'])('%s', (status) =>
    expect(quantity(a1c({ status }), '%')).toBe(6.5),
  )

  test.each([
    ['the code alone', { value: 6.5, code: '%' }],
    ['the text alone', { value: 6.5, unit: '%' }],
    ['a system that is not UCUM', { value: 6.5, unit: '%', code: 'PCT', system: 'urn:x' }],
    ['a code that is no unit beside a text that is', { value: 6.5, unit: '%', code: '?!' }],
  ])('unit by %s', (_name, value) => expect(quantity(a1c({}, value), '%')).toBe(6.5))

  test.each([
    ['4548-4', 48, 'mmol/mol', '%', 6.54304],
    ['59261-8', 6.5, '%', 'mmol/mol', 47.5295],
    ['2160-0', 88.4, 'µmol/L', 'mg/dL', 1],
    ['14682-9', 88.4, 'umol/l', 'mg/dL', 1],
    ['2093-3', 5.172, 'mmol/L', 'mg/dL', 200],
    ['2571-8', 2, 'mmol/L', 'mg/dL', 177.14],
    ['1558-6', 7, 'mmol/L', 'mg/dL', 126.112],
    ['14959-1', 3, 'mg/mmol', 'mg/g', 26.52],
    ['2823-3', 4.1, 'mEq/L', 'mmol/L', 4.1],
    ['1920-8', 30, 'IU/L', 'U/L', 30],
    ['33914-3', 55, 'mL/min/1.73m2', 'mL/min/{1.73_m2}', 55],
    ['29463-7', 150, 'lbs', 'kg', 68.0389],
  ])('%s: %s %s in %s', (loinc, value, unit, to, expected) =>
    expect(quantity(observation(loinc, { value, unit }), to)).toBeCloseTo(expected, 4),
  )

  test('a whole number is a score and nothing else', () => {
    const phq = observation('44261-6', undefined, { valueInteger: 12 })
    expect(quantity(phq, '{score}')).toBe(12)
    expect(quantity(phq, '%')).toBeUndefined()
  })
})

describe('components', () => {
  const systolic = codes(LOINC, ['8480-6'])
  const part = (loinc: string, value: number, more: object = {}) => ({
    code: { coding: [{ system: LOINC, code: loinc }] },
    valueQuantity: { value, unit: 'mmHg' },
    ...more,
  })
  const panel = (component: unknown) => observation('85354-9', undefined, { component })

  test('take status and date from the panel', () => {
    const found = component(panel([part('8462-4', 80), part('8480-6', 130)]), systolic)
    expect(measurement(found, 'mm[Hg]')).toMatchObject({ value: 130, date: '2026-02-03' })
    const draft = { ...panel([part('8480-6', 130)]), status: 'preliminary' }
    expect(measurement(component(draft, systolic), 'mm[Hg]')).toMatchObject({
      reason: { code: 'not-final' },
    })
  })

  test('never take the value of the panel', () => {
    const empty = panel([{ ...part('8480-6', 0), valueQuantity: undefined }])
    const found = component({ ...empty, valueQuantity: { value: 99, unit: 'mmHg' } }, systolic)
    expect(measurement(found, 'mm[Hg]')).toMatchObject({ reason: { code: 'no-value' } })
  })

  test('have their own reason for absence', () => {
    const found = component(
      panel([part('8480-6', 130, { dataAbsentReason: { text: 'refused' } })]),
      systolic,
    )
    expect(measurement(found, 'mm[Hg]')).toMatchObject({ reason: { code: 'data-absent' } })
  })

  test.each([[undefined], [null], [[]], ['x'], [[null, 5, {}]], [[part('8462-4', 80)]]])(
    'none in %j',
    (parts) => expect(component(panel(parts), systolic)).toBeUndefined(),
  )
})
