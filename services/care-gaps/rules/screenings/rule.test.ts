import { bloodPressure, condition, observation, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const CPT = 'http://www.ama-assn.org/go/cpt'
const LOINC = 'http://loinc.org'
const SNOMED = 'http://snomed.info/sct'

const coded = (system: string, code: string) => ({ coding: [{ system, code }] })
const procedure = (
  system: string,
  code: string,
  performedDateTime?: string,
  more: object = {},
) => ({
  resourceType: 'Procedure' as const,
  status: 'completed' as const,
  code: coded(system, code),
  subject: { reference: 'Patient/test-patient' },
  ...(performedDateTime === undefined ? {} : { performedDateTime }),
  ...more,
})
const report = (code: string, effectiveDateTime: string) => ({
  resourceType: 'DiagnosticReport' as const,
  status: 'final' as const,
  code: coded(LOINC, code),
  subject: { reference: 'Patient/test-patient' },
  effectiveDateTime,
})
const result = (code: string, date: string) => observation(code, 0, '1', date)
const absent = (code: string, date: string) =>
  observation(code, 0, '1', date, {
    valueQuantity: undefined,
    dataAbsentReason: { text: 'declined' },
  })
const icd = (code: string) =>
  condition('0', {
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] },
  })
const inWords = (text: string) => ({
  resourceType: 'ServiceRequest' as const,
  status: 'active' as const,
  intent: 'order' as const,
  code: { text },
})
const appointment = (text: string, status = 'proposed') => ({
  appointments: {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      {
        resource: {
          resourceType: 'Appointment',
          status,
          serviceType: [{ text }],
          participant: [{ actor: { reference: 'Patient/test-patient' }, status: 'accepted' }],
        },
      },
    ],
  },
})
const positiveFit = (date: string) =>
  observation('29771-3', 0, '1', date, {
    valueQuantity: undefined,
    valueCodeableConcept: coded(SNOMED, '10828004'),
  })
const interpreted = (code: string, date: string) =>
  observation('29771-3', 900, 'ng/mL', date, { interpretation: [{ coding: [{ code }] }] })
const inText = (valueString: string, date: string) =>
  observation('29771-3', 0, '1', date, { valueQuantity: undefined, valueString })
const order = (system: string, code: string, status: 'active' | 'on-hold' = 'active') => ({
  resourceType: 'ServiceRequest' as const,
  status,
  intent: 'order' as const,
  code: coded(system, code),
  subject: { reference: 'Patient/test-patient' },
})
const smoked = (code: string) => ({
  ...observation('72166-2', 0, '1', '2025-05-01'),
  valueQuantity: undefined,
  valueCodeableConcept: coded(SNOMED, code),
})

/** All that is asked of everybody is done. */
const base = {
  conditions: [],
  procedures: [],
  reports: [],
  stoolTests: [],
  cervicalTests: [],
  onceTests: [],
  hivTests: [result('56888-1', '2016-01-01')],
  ...{ hivTests2: [], hivTests3: [], uacr: [] },
  questionnaires: [result('44261-6', '2025-06-01')],
  bloodPressure: [bloodPressure(120, 80, '2025-06-01')],
  requests: [],
  smoking: [smoked('266919005')],
}

const COLONOSCOPY = '73761001'
const HCV_DONE = result('16128-1', '2015-01-01')
const man60 = patient('1966-01-15', 'male')
const woman35 = patient('1991-01-15', 'female')
const woman70 = patient('1956-01-15', 'female')
/** All that a man of sixty is asked for. */
const covered = { ...base, patient: man60, onceTests: [HCV_DONE] }

const { requests: _requests, ...withoutRequests } = covered

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'all done: colonoscopy within ten years, hepatitis C once': {
      ...covered,
      procedures: [procedure(SNOMED, COLONOSCOPY, '2016-03-01')],
    },
    'colonoscopy with a year only counts to the end of that year': {
      ...covered,
      procedures: [procedure(SNOMED, COLONOSCOPY, '2016')],
    },
    'FIT within a year': {
      ...covered,
      stoolTests: [result('29771-3', '2025-03-01')],
    },
    'stool DNA within three years, as a report': {
      ...covered,
      reports: [report('77353-1', '2023-04-01')],
    },
    'sigmoidoscopy by CPT within five years': {
      ...covered,
      procedures: [procedure(CPT, '45330', '2021-04-01')],
    },
    'colorectal cancer in the past': {
      ...covered,
      conditions: [condition('363406005', { clinicalStatus: { coding: [{ code: 'resolved' }] } })],
    },
    'a colonoscopy is ordered in words': {
      ...covered,
      requests: [inWords('Referral for screening colonoscopy')],
    },
    'FIT is ordered in words': { ...covered, requests: [inWords('Stool FIT kit')] },
    'a smear is ordered in words': {
      ...base,
      patient: woman35,
      onceTests: [HCV_DONE],
      requests: [inWords('ThinPrep Pap test')],
    },
    'the aorta is ordered in words': {
      ...base,
      patient: patient('1956-01-15', 'male'),
      onceTests: [HCV_DONE],
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      smoking: [smoked('8517006')],
      requests: [inWords('Ultrasound screening, aorta')],
    },
    'a colonoscopy is being booked': {
      ...covered,
      hook: 'appointment-book',
      context: appointment('Screening colonoscopy'),
    },
    'bowel disease, which asks for surveillance': { ...covered, conditions: [icd('K51.90')] },
    'a positive stool test, and a colonoscopy since': {
      ...covered,
      stoolTests: [positiveFit('2025-06-01')],
      procedures: [procedure(SNOMED, COLONOSCOPY, '2025-07-01')],
    },
    'a positive stool test, and a colonoscopy is ordered': {
      ...covered,
      stoolTests: [positiveFit('2025-06-01')],
      requests: [order(SNOMED, COLONOSCOPY)],
    },
    'a positive stool test, and colorectal cancer since': {
      ...covered,
      stoolTests: [positiveFit('2025-06-01')],
      conditions: [condition('363406005')],
    },
    'a positive stool test, and no colon is left': {
      ...covered,
      stoolTests: [positiveFit('2025-06-01')],
      procedures: [procedure(SNOMED, '26390003', '2025-07-01')],
    },
    'a positive stool test more than five years ago, and a negative one': {
      ...covered,
      stoolTests: [positiveFit('2021-02-27'), result('29771-3', '2025-08-01')],
    },
    'a positive stool test, at 86': {
      ...base,
      patient: patient('1940-01-15', 'male'),
      stoolTests: [positiveFit('2025-06-01')],
    },
    'a stool test with a normal quantity': {
      ...covered,
      stoolTests: [interpreted('N', '2025-06-01')],
    },
    'a stool test in whose words something is not detected': {
      ...covered,
      stoolTests: [inText('Not detected', '2025-06-01')],
    },
    'diabetes, and the eyes were looked at by CPT': {
      ...covered,
      stoolTests: [result('29771-3', '2025-08-01')],
      conditions: [icd('E11.9')],
      uacr: [observation('14959-1', 10, 'mg/g', '2026-01-01')],
      procedures: [procedure(CPT, '92250', '2025-01-01')],
    },
    'FIT is ordered already': { ...covered, requests: [order(LOINC, '29771-3')] },
    'colonoscopy was ordered a year ago': {
      ...covered,
      requests: [{ ...order(SNOMED, COLONOSCOPY), authoredOn: '2025-03-01' }],
    },
    'colonoscopy is ordered, on hold': {
      ...covered,
      requests: [order(SNOMED, COLONOSCOPY, 'on-hold')],
    },
    'in hospice care': { ...base, patient: man60, conditions: [condition('385763009')] },
    'a minor': { ...base, patient: patient('2010-01-01', 'male') },
    'birth date incomplete': { ...base, patient: patient('1966', 'male') },
    'a woman of 35 with cytology within three years': {
      ...base,
      patient: woman35,
      onceTests: [HCV_DONE],
      cervicalTests: [result('10524-7', '2023-03-01')],
    },
    'a woman of 35 without a cervix': {
      ...base,
      patient: woman35,
      onceTests: [HCV_DONE],
      procedures: [procedure(SNOMED, '116140006', '2019-01-01')],
    },
    'a man of 60: no mammography, no bone density, too young for the aorta': {
      ...covered,
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
    },
    'a man of 80: nothing is recommended to him': {
      ...base,
      patient: patient('1946-01-15', 'male'),
      onceTests: [HCV_DONE],
    },
    'a man of 70 who never smoked': {
      ...base,
      patient: patient('1956-01-15', 'male'),
      onceTests: [HCV_DONE],
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      smoking: [smoked('266919005')],
    },
    'an HIV test of any code, ten years ago': {
      ...covered,
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      hivTests: [],
      hivTests3: [result('7918-6', '2016-01-01')],
    },
    'depression that is known is not screened for': {
      ...covered,
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      questionnaires: [],
      conditions: [condition('191611001')],
    },
    'hypertension that is known is not screened for': {
      ...covered,
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      bloodPressure: [],
      conditions: [condition('38341003')],
    },
    'a woman of 35: a blood pressure of four years ago is enough': {
      ...base,
      patient: woman35,
      onceTests: [HCV_DONE],
      cervicalTests: [result('10524-7', '2024-03-01')],
      bloodPressure: [bloodPressure(120, 80, '2022-03-01')],
    },
    'diabetes with ratio and eyes seen to': {
      ...covered,
      conditions: [condition('44054006')],
      procedures: [
        procedure(SNOMED, COLONOSCOPY, '2020-01-01'),
        procedure(SNOMED, '308110009', '2024-06-01'),
      ],
      uacr: [result('9318-7', '2025-06-01')],
    },
  },
  fires: {
    'words that are of no stool test, no cervical one, no look at the aorta': {
      ...base,
      patient: woman70,
      requests: [
        inWords('Contact lens fit'),
        inWords('N95 respirator fit test'),
        inWords('N95 RESPIRATOR FIT TEST'),
        inWords('FIT FOR WORK EXAMINATION'),
        inWords('Referral to colorectal surgery'),
      ],
      expect: {
        card: 'due',
        values: { names: 'Colorectal cancer, Breast cancer, Hepatitis C, Osteoporosis' },
      },
    },
    'a mask for sleep is no smear, a vaccine no HPV test': {
      ...base,
      patient: woman35,
      onceTests: [HCV_DONE],
      requests: [inWords('Auto-PAP device for sleep apnea'), inWords('HPV vaccination')],
      expect: { card: 'due', values: { names: 'Cervical cancer' } },
    },
    'the heart and the chest are no abdominal aorta': {
      ...base,
      patient: patient('1956-01-15', 'male'),
      onceTests: [HCV_DONE],
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      smoking: [smoked('8517006')],
      requests: [
        inWords('Echocardiogram: aortic valve stenosis'),
        inWords('CT of thoracic aortic aneurysm'),
      ],
      expect: { card: 'due', values: { names: 'Abdominal aortic aneurysm' } },
    },
    'an entry without an appointment': {
      ...covered,
      hook: 'appointment-book',
      context: {
        appointments: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: null }] },
      },
      expect: { card: 'due', values: { names: 'Colorectal cancer' } },
    },
    'an appointment that was cancelled': {
      ...covered,
      hook: 'appointment-book',
      context: appointment('Screening colonoscopy', 'cancelled'),
      expect: { card: 'due', values: { names: 'Colorectal cancer' } },
    },
    'an appointment that was missed': {
      ...covered,
      hook: 'appointment-book',
      context: appointment('Screening colonoscopy', 'noshow'),
      expect: { card: 'due', values: { names: 'Colorectal cancer' } },
    },
    'a man of 70 whose smoking is unknown: the aorta is not asked for': {
      ...base,
      patient: patient('1956-01-15', 'male'),
      onceTests: [HCV_DONE],
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      smoking: [smoked('266927001')],
      expect: { card: 'due', values: { names: 'Tobacco use' } },
    },
    'a positive stool test without a colonoscopy, an earlier one on file': {
      ...covered,
      stoolTests: [positiveFit('2025-06-01')],
      procedures: [procedure(SNOMED, COLONOSCOPY, '2014-07-01')],
      expect: {
        card: 'positive',
        values: { date: '2025-06-01', note: 'Nothing of it is ordered' },
        suggestions: ['Order: Colonoscopy'],
      },
    },
    'a positive stool test, and a negative one later': {
      ...covered,
      stoolTests: [positiveFit('2025-06-01'), result('29771-3', '2025-08-01')],
      expect: { card: 'positive', values: { date: '2025-06-01' } },
    },
    'two positive stool tests: the newer is named, and asked for a colonoscopy since': {
      ...covered,
      stoolTests: [positiveFit('2024-06-01'), positiveFit('2025-06-01')],
      procedures: [procedure(SNOMED, COLONOSCOPY, '2024-07-01')],
      expect: { card: 'positive', values: { date: '2025-06-01' } },
    },
    'a positive stool test of more than a year ago: no other stool test is due': {
      ...covered,
      stoolTests: [positiveFit('2021-03-02')],
      expect: { card: 'positive', values: { date: '2021-03-02' } },
    },
    'a positive stool test, at 85': {
      ...base,
      patient: patient('1941-01-15', 'male'),
      stoolTests: [positiveFit('2025-06-01')],
      expect: { card: 'positive' },
    },
    'positive by its interpretation': {
      ...covered,
      stoolTests: [interpreted('POS', '2025-06-01')],
      expect: { card: 'positive' },
    },
    'a quantity that is interpreted as high': {
      ...covered,
      stoolTests: [interpreted('H', '2025-06-01')],
      expect: { card: 'positive' },
    },
    'a quantity that is interpreted as very high': {
      ...covered,
      stoolTests: [interpreted('HH', '2025-06-01')],
      expect: { card: 'positive' },
    },
    'positive in words': {
      ...covered,
      stoolTests: [inText('Positive', '2025-06-01')],
      expect: { card: 'positive' },
    },
    'a stool test that was declined': {
      ...covered,
      stoolTests: [absent('29771-3', '2025-08-01')],
      expect: { card: 'due', values: { names: 'Colorectal cancer' } },
    },
    'a questionnaire that was declined, a pressure not taken, smoking unknown': {
      ...covered,
      stoolTests: [result('29771-3', '2025-08-01')],
      questionnaires: [absent('44261-6', '2025-08-01')],
      bloodPressure: [absent('85354-9', '2025-08-01')],
      smoking: [smoked('266927001')],
      expect: { card: 'due', values: { names: 'Blood pressure, Depression, Tobacco use' } },
    },
    'earlier breast cancer is not for screening': {
      ...base,
      patient: woman70,
      conditions: [icd('Z85.3')],
      expect: {
        card: 'due',
        values: { names: 'Colorectal cancer, Hepatitis C, Osteoporosis' },
      },
    },
    'sex is not known': {
      ...covered,
      patient: { ...man60, gender: 'other' },
      expect: { card: 'due', values: { ask: 'Sex is not on file' } },
    },
    'HIV was never tested': {
      ...covered,
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      hivTests: [],
      expect: {
        card: 'due',
        values: { names: 'HIV' },
        suggestions: ['Order: HIV antigen and antibody'],
      },
    },
    'depression, tobacco and blood pressure, all of more than a year ago': {
      ...covered,
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      questionnaires: [result('44261-6', '2025-02-27')],
      bloodPressure: [bloodPressure(120, 80, '2025-02-27')],
      smoking: [{ ...smoked('266919005'), effectiveDateTime: '2025-02-27' }],
      expect: { card: 'due', values: { names: 'Blood pressure, Depression, Tobacco use' } },
    },
    'diabetes without ratio and eye examination': {
      ...covered,
      conditions: [condition('44054006')],
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      expect: {
        card: 'due',
        values: { names: 'Albumin in urine (diabetes), Eye examination (diabetes)' },
        suggestions: ['Order: Albumin/creatinine ratio, urine', 'Order: Dilated eye examination'],
      },
    },
    'someone of 60 who smoked: pack-years are asked for beside what is due': {
      ...covered,
      hivTests: [],
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      smoking: [smoked('8517006')],
      expect: { card: 'due', values: { names: 'HIV', ask: 'Ask for pack-years' } },
    },
    'colonoscopy ten years and a day ago': {
      ...covered,
      procedures: [procedure(SNOMED, COLONOSCOPY, '2016-02-28')],
      expect: {
        card: 'due',
        values: {
          names: 'Colorectal cancer',
          list: 'Colorectal cancer (USPSTF 2021, grade A/B): none on file in time',
          note: 'Nothing of it is ordered',
        },
      },
    },
    'a colonoscopy that was not done': {
      ...covered,
      procedures: [procedure(SNOMED, COLONOSCOPY, '2025-02-28', { status: 'not-done' })],
      expect: { card: 'due' },
    },
    'a colonoscopy without a date closes nothing, and the card says so': {
      ...covered,
      procedures: [procedure(SNOMED, COLONOSCOPY)],
      expect: {
        card: 'due',
        values: {
          names: 'Colorectal cancer',
          list: 'Colorectal cancer (USPSTF 2021, grade A/B): only a test without a date is on file',
          note: 'Nothing of it is ordered',
        },
      },
    },
    'a colonoscopy was ordered more than a year ago, and the order forgotten': {
      ...covered,
      requests: [{ ...order(SNOMED, COLONOSCOPY), authoredOn: '2025-02-28' }],
      expect: { card: 'due', values: { names: 'Colorectal cancer' } },
    },
    'a positive stool test, and an order of a colonoscopy that was forgotten': {
      ...covered,
      stoolTests: [positiveFit('2025-06-01')],
      requests: [{ ...order(SNOMED, COLONOSCOPY), authoredOn: '2022-06-01' }],
      expect: { card: 'positive' },
    },
    'FIT more than a year ago': {
      ...covered,
      stoolTests: [result('29771-3', '2025-02-27')],
      expect: { card: 'due' },
    },
    'orders unknown: said on the card': {
      ...withoutRequests,
      expect: {
        card: 'due',
        values: {
          names: 'Colorectal cancer',
          list: 'Colorectal cancer (USPSTF 2021, grade A/B): none on file in time',
          note: 'Orders could not be looked at',
        },
      },
    },
    'a woman of 70: one card lists all that is due': {
      ...base,
      patient: woman70,
      expect: {
        card: 'due',
        values: {
          names: 'Colorectal cancer, Breast cancer, Hepatitis C, Osteoporosis',
          list: 'Colorectal cancer (USPSTF 2021, grade A/B): none on file in time; Breast cancer (USPSTF 2024, grade B): none on file in time; Hepatitis C (USPSTF 2020, grade B): none on file in time; Osteoporosis (USPSTF 2025, grade B): none on file in time',
          note: 'Nothing of it is ordered',
        },
      },
    },
    'a woman of 35 whose cytology is four years old': {
      ...base,
      patient: woman35,
      onceTests: [HCV_DONE],
      cervicalTests: [result('10524-7', '2022-02-01')],
      expect: { card: 'due' },
    },
    'a woman of 25: an HPV test does not stand in for cytology': {
      ...base,
      patient: patient('2001-01-15', 'female'),
      onceTests: [HCV_DONE],
      cervicalTests: [result('59420-0', '2025-02-01')],
      expect: { card: 'due' },
    },
    'a man of 70 who smoked: the aorta, once': {
      ...base,
      patient: patient('1956-01-15', 'male'),
      onceTests: [HCV_DONE],
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      smoking: [smoked('8517006')],
      expect: {
        card: 'due',
        values: {
          names: 'Abdominal aortic aneurysm',
          list: 'Abdominal aortic aneurysm (USPSTF 2019, grade B): none on file in time',
          note: 'Nothing of it is ordered',
        },
      },
    },
    'one breast removed: the other is still screened': {
      ...base,
      patient: woman70,
      conditions: [condition('429009003')],
      expect: { card: 'due' },
    },
  },
  gaps: {
    'sex is not known, and nothing else is due': {
      ...covered,
      patient: { ...man60, gender: 'unknown' },
      procedures: [procedure(SNOMED, COLONOSCOPY, '2020-01-01')],
      expect: /screenings that hang on sex/,
    },
  },
})
