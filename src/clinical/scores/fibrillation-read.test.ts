import { describe, expect, test } from '@jest/globals'
import { bloodPressure, condition, medication, observation, patient } from '../../testing.ts'
import { runScore } from '../score.ts'
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

  test('edges do not count; alcohol, a liver without cirrhosis and other bleeds are not guessed', () => {
    expect(read()).toEqual({
      uncontrolledHypertensionSbpOver160: { value: false, date: '2026-02-03' },
      abnormalRenal: { value: false, date: '2026-02-03' },
      stroke: { value: false },
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
    expect(read({ medications: [medication('11289')] })?.labileInr).toBeUndefined()
  })

  const unidentified = medication('999999999')

  test('a medicine that nobody can identify leaves "no" open, with its reason', () => {
    const open = { unusable: { code: 'medicine-unknown', text: expect.any(String) } }
    expect(read({ medications: [unidentified] })).toMatchObject({
      ...{ antiplateletOrNsaid: open, labileInr: open },
    })
    const stopped = medication('999999999', { status: 'stopped' })
    expect(read({ medications: [stopped] })).toMatchObject({
      ...{ antiplateletOrNsaid: { value: false }, labileInr: { value: false } },
    })
  })

  test('and changes nothing of a medicine beside it that counts', () => {
    const found = read({ medications: [unidentified, medication('5640'), medication('11289')] })
    expect(found?.antiplateletOrNsaid).toEqual({ value: true })
    expect(found?.labileInr).toBeUndefined()
  })

  test('an NSAID in the eye is none', () => {
    const drops = medication('377446')
    expect(read({ medications: [drops] })?.antiplateletOrNsaid).toEqual({ value: false })
  })

  test('what stays open is named: nothing is counted as absent', () => {
    const found = Object.entries(read() ?? {}).map(([name, input]) => [
      name,
      input !== undefined && 'value' in input ? input.value : undefined,
    ])
    expect(runScore(hasBled, Object.fromEntries(found))).toEqual({
      notCalculable: [
        {
          code: 'abnormalLiver-missing',
          text: 'Cirrhosis, or bilirubin and enzymes far above normal is missing',
        },
        { code: 'bleedingHistory-missing', text: 'Bleeding, or a disposition to it is missing' },
        { code: 'alcohol8PlusPerWeek-missing', text: 'Eight or more drinks a week is missing' },
      ],
    })
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
