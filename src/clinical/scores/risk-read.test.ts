import { describe, expect, test } from '@jest/globals'
import {
  bloodPressure,
  condition,
  medication,
  observation,
  patient,
  smoking,
} from '../../testing.ts'
import { runScore } from '../score.ts'
import { adaRiskTest, findrisc } from './diabetes-risk.ts'
import { pce } from './pce.ts'

const now = new Date('2026-03-01')
const race = (...codes: string[]) => ({
  extension: [
    {
      url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
      extension: codes.map((code) => ({ url: 'ombCategory', valueCoding: { code } })),
    },
  ],
})
const DIABETES = '44054006'

describe('Pooled Cohort Equations from a chart', () => {
  type Data = Parameters<NonNullable<typeof pce.read>>[0]
  const read = (more: Partial<Data> = {}) =>
    pce.read?.(
      {
        patient: patient('1966-03-01', 'male', race('2106-3')),
        conditions: [],
        medications: [],
        lipids: [observation('2093-3', 213, 'mg/dL'), observation('2085-9', 50, 'mg/dL')],
        bloodPressure: [bloodPressure(120, 80)],
        smoking: [smoking()],
        creatinine: [],
        egfr: undefined,
        bmi: undefined,
        hba1c: undefined,
        uacr: undefined,
        ...more,
      },
      { now },
    )

  test('reads all that the equations want', () => {
    expect(read()).toMatchObject({
      ...{ race: { value: 'white' }, sex: { value: 'male' }, age: { value: 60 } },
      ...{ totalCholesterol: { value: 213 }, hdl: { value: 50 }, sbp: { value: 120 } },
      ...{ bpTreated: { value: false }, smoker: { value: false }, diabetes: { value: false } },
      priorAscvd: { value: false },
    })
  })

  test.each([
    ['Black', race('2054-5'), { value: 'black' }],
    ['Black and White', race('2106-3', '2054-5'), { value: 'black' }],
    ['Asian', race('2028-9'), { value: 'other' }],
    ['unknown', race('UNK'), undefined],
    ['not recorded', {}, undefined],
  ])('race %s', (_, more, expected) => {
    expect(read({ patient: patient('1966-03-01', 'male', more) })?.race).toEqual(expected)
  })
})

describe('risk of diabetes from a chart', () => {
  type Data = Parameters<NonNullable<typeof findrisc.read>>[0]
  const chart: Data = {
    patient: patient('1966-03-01'),
    conditions: [],
    bmi: [observation('39156-5', 31, 'kg/m2')],
    waist: undefined,
    medications: undefined,
    family: undefined,
  }
  const OLD_ROLES = 'http://hl7.org/fhir/v3/RoleCode'
  const ROLES = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode'
  const relative = (code: string, snomed?: string, system = ROLES) => ({
    resourceType: 'FamilyMemberHistory' as const,
    status: 'completed' as const,
    patient: { reference: 'Patient/test-patient' },
    relationship: {
      coding: [{ system, code }],
    },
    condition:
      snomed === undefined
        ? []
        : [{ code: { coding: [{ system: 'http://snomed.info/sct', code: snomed }] } }],
  })
  const ada = (more: Partial<Data> = {}) => adaRiskTest.read?.({ ...chart, ...more }, { now })
  const finnish = (more: Partial<Data> = {}) => findrisc.read?.({ ...chart, ...more }, { now })

  test('what a chart cannot answer stays open', () => {
    expect(ada()).toEqual({
      age: { value: 60, unit: 'a' },
      sex: { value: 'female' },
      gestationalDiabetes: { value: false },
      hypertension: { value: false },
      bmi: { value: 31, unit: 'kg/m2', date: '2026-02-03' },
    })
    expect(Object.keys(finnish() ?? {})).toEqual(['age', 'sex', 'bmi', 'waistCm'])
  })

  test.each([
    ['nobody recorded', [], undefined, undefined],
    ['a mother without it says nothing of the father', [relative('MTH')], undefined, undefined],
    ['a mother with it', [relative('MTH', DIABETES)], true, 'first'],
    [
      'a mother, in the code system of DSTU2',
      [relative('MTH', DIABETES, OLD_ROLES)],
      true,
      'first',
    ],
    [
      'the same letters of another system',
      [relative('MTH', DIABETES, 'urn:x')],
      undefined,
      undefined,
    ],
    ['an aunt with it: parents may have it', [relative('MAUNT', DIABETES)], undefined, undefined],
    ['both', [relative('AUNT', DIABETES), relative('BRO', DIABETES)], true, 'first'],
  ])('relatives: %s', (_, family, first, nearest) => {
    const answer = (value: unknown) => (value === undefined ? undefined : { value })
    expect(ada({ family })?.firstDegreeRelative).toEqual(answer(first))
    expect(finnish({ family })?.familyHistory).toEqual(answer(nearest))
  })

  test('waist in inches, medicine and high glucose are read where they are', () => {
    const found = finnish({
      waist: [observation('8280-0', 40, '[in_i]')],
      medications: [medication('29046')],
      conditions: [condition('714628002')],
    })
    expect(found).toMatchObject({
      waistCm: { value: 101.6 },
      bpMedication: { value: true },
      everHighGlucose: { value: true },
    })
  })

  test('overweight starts lower for Asian Americans only where that is asked for', () => {
    const inputs = {
      ...{ age: 30, sex: 'female', gestationalDiabetes: false, firstDegreeRelative: false },
      ...{ hypertension: false, physicallyActive: true },
    }
    const points = (bmi: number, asianAmerican?: boolean) => {
      const result = runScore(adaRiskTest, { ...inputs, bmi, asianAmerican })
      return 'value' in result ? result.value.contributions.bmi : undefined
    }
    expect([points(22.9, true), points(23, true), points(27.5, true), points(40, true)]).toEqual([
      0, 1, 2, 3,
    ])
    expect([points(24.9), points(25), points(29.9), points(30)]).toEqual([0, 1, 1, 2])
  })
})
