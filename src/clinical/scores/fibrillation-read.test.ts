import { describe, expect, test } from '@jest/globals'
import { bloodPressure, condition, medication, observation, patient } from '../../testing.ts'
import { cha2ds2Vasc } from './cha2ds2-vasc.ts'
import { hasBled } from './has-bled.ts'

const now = new Date('2026-03-01')
const woman = patient('1950-05-01')
const resolved = { clinicalStatus: { coding: [{ code: 'resolved' }] } }
const refuted = { verificationStatus: { coding: [{ code: 'refuted' }] } }

describe('CHA2DS2-VASc from a chart', () => {
  const read = (conditions: ReturnType<typeof condition>[]) =>
    cha2ds2Vasc.read?.({ patient: woman, conditions }, { now })
  const no = { value: false }

  test('a known list without them says no', () => {
    expect(read([])).toEqual({
      ...{ age: { value: 75, unit: 'a' }, sex: { value: 'female' } },
      ...{ heartFailure: no, hypertension: no, diabetes: no, strokeTiaTe: no, vascularDisease: no },
    })
  })

  test('heart failure, stroke and vascular disease count for good', () => {
    const found = read(
      ['84114007', '230690007', '22298006'].map((code) => condition(code, resolved)),
    )
    expect(found).toMatchObject({
      ...{ heartFailure: { value: true }, strokeTiaTe: { value: true } },
      vascularDisease: { value: true },
    })
  })

  test('hypertension and diabetes count while they are there, and what was refuted never', () => {
    expect(read([condition('38341003'), condition('44054006')])).toMatchObject({
      ...{ hypertension: { value: true }, diabetes: { value: true } },
    })
    expect(read([condition('38341003', resolved), condition('230690007', refuted)])).toMatchObject({
      ...{ hypertension: no, strokeTiaTe: no },
    })
  })
})

describe('HAS-BLED from a chart', () => {
  type Data = Parameters<NonNullable<typeof hasBled.read>>[0]
  const chart: Data = {
    patient: woman,
    conditions: [],
    medications: [],
    bloodPressure: [bloodPressure(160, 90)],
    creatinine: [observation('2160-0', 2.26, 'mg/dL')],
  }
  const read = (more: Partial<Data> = {}) => hasBled.read?.({ ...chart, ...more }, { now })

  test('edges do not count, and alcohol is not guessed', () => {
    expect(read()).toEqual({
      uncontrolledHypertensionSbpOver160: { value: false, date: '2026-02-03' },
      abnormalRenal: { value: false, date: '2026-02-03' },
      abnormalLiver: { value: false },
      stroke: { value: false },
      bleedingHistory: { value: false },
      labileInr: { value: false },
      age: { value: 75, unit: 'a' },
      antiplateletOrNsaid: { value: false },
    })
  })

  test('one step beyond does, in either unit', () => {
    const creatinine = [observation('2160-0', 201, 'umol/L')]
    expect(read({ bloodPressure: [bloodPressure(161, 90)], creatinine })).toMatchObject({
      uncontrolledHypertensionSbpOver160: { value: true },
      abnormalRenal: { value: true },
    })
  })

  test('no pressure, or a creatinine without a unit: missing, not normal', () => {
    const creatinine = [
      observation('2160-0', 3, 'mg/dL', '2026-02-03', { valueQuantity: { value: 3 } }),
    ]
    const found = read({ bloodPressure: [], creatinine })
    expect(found?.uncontrolledHypertensionSbpOver160).toBeUndefined()
    expect(found?.abnormalRenal).toMatchObject({ unusable: expect.anything() })
  })

  test('under warfarin a steady INR is not assumed', () => {
    expect(read({ medications: [medication('11289')] })).not.toHaveProperty('labileInr')
  })

  test('an NSAID that is taken, a bleed of long ago, dialysis and cirrhosis count', () => {
    const conditions = [
      condition('74474003', resolved),
      condition('265764009'),
      condition('19943007'),
    ]
    expect(read({ conditions, medications: [medication('5640')], creatinine: [] })).toMatchObject({
      bleedingHistory: { value: true },
      abnormalRenal: { value: true },
      abnormalLiver: { value: true },
      antiplateletOrNsaid: { value: true },
    })
  })
})
