import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readPatients } from '../../src/sandbox/patient-files.ts'
import type { SandboxPatient } from '../../src/sandbox/world.ts'
import { type OpenApp, openApp } from '../support/open-app.ts'
import { callAll, type Said } from '../support/sandbox-calls.ts'
import { pageCall } from '../support/smart-app.ts'

const NOW = '2026-11-24T12:00:00Z'

/** What the services say of each patient, through the FHIR server alone, and why. */
const EXPECTED: Readonly<Record<string, Said & { readonly why: string }>> = {
  ada: {
    view: [
      'warning: HbA1c 6.7 % is in the diabetes range; no diagnosis on file',
      'info: Screening due: Colorectal cancer, Breast cancer, Cervical cancer, Hepatitis C, HIV, Depression',
    ],
    orders: { HbA1c: ['info: HbA1c was done on 2026-10-20: 6.7 %'] },
    why: 'HbA1c 6.7 % without a diagnosis; a second HbA1c within 90 days is told',
  },
  bruno: {
    view: [
      'info: Liver fibrosis screen: AST, ALT, Platelets within a year would give FIB-4',
      'info: Kidney disease with eGFR 25 (2026-11-16): no nephrology referral on file',
      'info: Screening due: Colorectal cancer, Hepatitis C, Depression, Tobacco use, Eye examination (diabetes)',
    ],
    orders: {
      'Metformin 500 mg': [
        'critical: Metformin is contraindicated: eGFR 25 (2026-11-16)',
        'warning: metformin twice: current medicine since 2025-10-20',
      ],
      'Clarithromycin 500 mg': ['critical: clarithromycin with simvastatin: do not give together'],
      'Dabigatran 150 mg': [
        'warning: dabigatran etexilate: no dose is recommended in venous thromboembolism; CrCl 28 mL/min (creatinine 2026-11-16)',
      ],
    },
    why: 'creatinine 2.6 gives eGFR 25, which wants a nephrologist; clarithromycin slows simvastatin; he takes metformin already, so the order is a second one',
  },
  carla: {
    view: ['info: Screening due: Breast cancer, Cervical cancer, Hepatitis C, HIV, Tobacco use'],
    orders: {
      'Amoxicillin 500 mg': ['critical: amoxicillin: severe allergy to amoxicillin is on file'],
      'Cefadroxil 500 mg': [
        'warning: cefadroxil shares a side chain with amoxicillin, to which an allergy is on file',
      ],
      'Cefdinir 300 mg': [],
      'Linezolid 600 mg': ['critical: linezolid with sertraline: do not give together'],
    },
    why: 'amoxicillin itself is critical; cefadroxil has its side chain, cefdinir another; linezolid is an MAO inhibitor',
  },
  david: {
    view: [
      'warning: Blood pressure 147/89 mmHg on two days; no medicine for it on file',
      'info: 10-year ASCVD risk 8.2 % (PREVENT, intermediate); no statin on file',
      'info: Screening due: Colorectal cancer, Hepatitis C, HIV, Depression',
    ],
    orders: { 'Atorvastatin 20 mg': ['info: atorvastatin needs ALT: none on file'] },
    why: '56, smoker, cholesterol 242: PREVENT is intermediate; pressure high on two days. A statin asks for ALT first',
  },
  edith: {
    view: [
      'warning: Kidney failure risk 38.1 % in 5 years; no nephrology referral on file',
      'info: Screening due: Colorectal cancer, Breast cancer, Hepatitis C, Osteoporosis, Depression',
    ],
    orders: {
      'Ibuprofen 600 mg': [
        'warning: ibuprofen: avoid NSAIDs; CrCl 28 mL/min (creatinine 2026-10-30)',
        'info: ibuprofen: avoid for long-term use from 65 years',
        'info: Lesser interactions of these orders: ibuprofen with lisinopril',
      ],
      'Spironolactone 25 mg': [
        'warning: spironolactone: avoid from 65 years; CrCl 28 mL/min (creatinine 2026-10-30)',
        'info: Lesser interactions of these orders: spironolactone with lisinopril',
      ],
    },
    why: 'eGFR 25 and 980 mg/g: risk of kidney failure far above 5 %; NSAID and spironolactone at her age and kidneys, with an ACE inhibitor',
  },
  farid: {
    view: [
      'warning: Atherosclerotic disease: no statin on file',
      'warning: Atrial fibrillation, CHA2DS2-VASc 4: no anticoagulant on file',
      'info: Screening due: Colorectal cancer, Hepatitis C, Depression, Tobacco use',
    ],
    orders: {
      'Apixaban 2.5 mg': [
        'info: Apixaban in atrial fibrillation: 5 mg twice daily for this patient',
      ],
      'Apixaban 5 mg': [],
    },
    why: 'fibrillation with age, hypertension and stroke: 4 points; a stroke wants a statin; one reason at most to lower apixaban, so 2.5 mg is corrected and 5 mg passes',
  },
  grace: {
    view: [
      'info: Screening due: Colorectal cancer, Breast cancer, Cervical cancer, Hepatitis C, HIV, Blood pressure, Depression, Tobacco use',
    ],
    orders: {
      'Lorazepam 1 mg': ['warning: lorazepam with oxycodone: breathing may fail'],
      'Oxycodone 10 mg': [
        'warning: Opioids: 105 MME a day, at or above 90',
        'warning: oxycodone twice: current medicine since 2026-09-25',
      ],
    },
    why: '40 mg of oxycodone is 60 MME, 70 mg are 105; with lorazepam breathing may fail',
  },
  hana: {
    view: ['info: Screening due: Cervical cancer, Hepatitis C, HIV, Depression, Tobacco use'],
    orders: {
      'Lisinopril 10 mg': ['critical: lisinopril in pregnancy: do not give'],
      'Nifedipine ER 30 mg': [],
    },
    why: '20th week: an ACE inhibitor harms the child; nifedipine does not',
  },
  ivo: {
    view: [
      'info: Screening due: Depression, Tobacco use',
      'info: A fall is on file (2026-05-08): fall-risk assessment is due',
    ],
    orders: { 'Diphenhydramine 25 mg': ['warning: diphenhydramine: avoid from 65 years'] },
    why: 'fall 200 days ago, low steadiness by phone; diphenhydramine is on the Beers list',
  },
  jana: {
    view: [
      'info: Screening due: Colorectal cancer, Breast cancer, Cervical cancer, Hepatitis C, HIV, Depression',
    ],
    orders: {},
    appointment: [
      'info: Screening due: Colorectal cancer, Breast cancer, Cervical cancer, Hepatitis C, HIV, Depression',
    ],
    why: '61, ex-smoker, mammography four years ago: all is due, at the chart and at the appointment',
  },
  karl: {
    view: [
      'info: eGFR 57 (KDIGO G3a) on 2026-11-23; no kidney disease on file',
      'info: Liver fibrosis screen: AST, ALT, Platelets within a year would give FIB-4',
      'info: Screening due: Hepatitis C, Blood pressure, Depression, Tobacco use',
    ],
    orders: {},
    discharge: [
      'info: High readmission risk: LACE 13 or more; plan follow-up within 7 days',
      'info: Medicines at home without a decision at discharge: warfarin',
      'info: One result is pending at discharge: Blood culture',
    ],
    why: 'eight days, acute, three comorbidities, two emergency visits; the culture is preliminary; warfarin has no decision',
  },
  lea: {
    view: [],
    orders: { 'Amoxicillin suspension': [] },
    why: 'nine years: every rule about adults is silent, and amoxicillin has nothing against it',
  },
  milan: {
    view: ['info: Screening due: Hepatitis C, HIV, Blood pressure, Depression, Tobacco use'],
    orders: {
      'Metformin 500 mg': [
        'warning: Metformin: no creatinine within a year; check kidney function first',
      ],
    },
    why: 'nothing on file: screenings are due, no score is made up, metformin wants a creatinine',
  },
  nora: {
    view: [
      'warning: Blood pressure 151/85 mmHg on two days; no medicine for it on file',
      'warning: 10-year ASCVD risk 10.5 % (PREVENT, high); no statin on file',
      'info: HbA1c 6.2 % is in the prediabetes range',
      'info: eGFR 42 (KDIGO G3b) on 2026-11-03; no kidney disease on file',
      'info: Screening due: Colorectal cancer, Breast cancer, Cervical cancer, Hepatitis C, HIV, Depression',
    ],
    orders: {
      'Metformin 500 mg': ['warning: Starting metformin is not recommended: eGFR 42 (2026-11-03)'],
    },
    why: 'SI units are converted: 6.4 mmol/L, 124 µmol/L, 44 mmol/mol',
  },
  otto: {
    view: [
      'info: Liver fibrosis screen: AST, ALT, Platelets within a year would give FIB-4',
      'info: Diabetes at 64 years: no statin on file',
      'info: Screening due: Colorectal cancer, Hepatitis C, HIV, Depression, Tobacco use, Albumin in urine (diabetes), Eye examination (diabetes)',
    ],
    orders: {
      'Metformin 500 mg': [
        'warning: Metformin: no creatinine within a year; check kidney function first',
      ],
      'A medicine without a code': [
        'info: Not checked: House mixture 12 could not be identified by its code',
      ],
    },
    why: 'no unit, a wrong unit, a limit: no PREVENT, no HbA1c; diabetes at his age wants a statin whatever the risk; creatinine of 800 days ago is too old; a medicine without code is named',
  },
  rosa: {
    view: ['info: Screening due: Cervical cancer, Hepatitis C, HIV, Depression, Tobacco use'],
    orders: {
      'MRI of the lumbar spine': [
        'warning: Imaging for low back pain of 10 days: usually not appropriate without a red flag',
      ],
      'Zocor 10 mg': [
        'info: simvastatin needs ALT: none on file',
        'info: Generic: simvastatin 10 MG Oral Tablet',
      ],
    },
    why: 'low back pain of ten days without a red flag; Zocor has one generic',
  },
}

let app: OpenApp
let patients: readonly SandboxPatient[]

beforeAll(async () => {
  app = await openApp(NOW)
  const { body } = await pageCall(app.url, 'patients')
  patients = body.patients as readonly SandboxPatient[] // as the route made them
})
afterAll(() => app.close())

test('all patients of the folder are listed, each with a story and what to try', () => {
  expect(patients.map(({ id }) => id)).toEqual(Object.keys(EXPECTED))
  for (const { id, name, story, tries, own } of patients) {
    expect({ id, named: story.startsWith(name.split(' ')[0] ?? '') }).toEqual({ id, named: true })
    expect(tries).not.toHaveLength(0)
    expect(own).toBe(false)
  }
})

test.each(Object.keys(EXPECTED))('%s', async (id) => {
  const { why, ...said } = EXPECTED[id] ?? { why: '' }
  const patient = patients.find((each) => each.id === id)
  if (patient === undefined) throw new Error(`${id} is not listed`)
  expect(why).not.toBe('')
  expect(await callAll(app.url, app.registry, patient)).toEqual(said)
})

test('the server answered every query of every service', () => {
  const calls = app.logs.filter(({ msg }) => msg === 'hook') as unknown as readonly {
    readonly prefetch: { readonly fetched: number; readonly unavailable: number }
  }[]
  expect(calls.length).toBeGreaterThan(90)
  expect(calls.filter(({ prefetch }) => prefetch.unavailable > 0)).toEqual([])
})

describe('the days of a story', () => {
  const textOf = (now: string) => JSON.stringify(readPatients(new Date(now)))

  test('move with today: none is left to be told, none is fixed', () => {
    expect(textOf(NOW)).not.toContain('"@')
    const days = (text: string) => text.match(/"\d{4}-\d\d-\d\d/g) ?? []
    const [now, later] = [days(textOf(NOW)), days(textOf('2031-02-28T12:00:00Z'))]
    expect(now.length).toBe(later.length)
    expect(now.filter((day, index) => day === later[index])).toEqual([])
  })
})
