import { medication, observation, patient, serviceRequest, testRule } from '#cds/testing'
import rule from './rule.ts'

const LISINOPRIL = '29046'
const SPIRONOLACTONE = '9997'
const APIXABAN = '1364430'
const ATORVASTATIN = '83367'
const LITHIUM = '6448'
const AMIODARONE = '703'
const METHOTREXATE = '6851'
const CLOZAPINE = '2626'
const CARBAMAZEPINE = '2002'
const ABACAVIR = '190521'
const METFORMIN = '6809'

const adult = patient('1970-05-01')
const race = (code: string) => ({
  extension: [
    {
      url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
      extension: [
        { url: 'ombCategory', valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code } },
      ],
    },
  ],
})
const draft = (code: string) => medication(code, { id: 'order', status: 'draft' })
const lab = (loinc: string, date = '2026-02-03', more: object = {}) =>
  observation(loinc, 1, 'mg/dL', date, more)
const spoiled = (loinc: string, date = '2026-02-03') =>
  lab(loinc, date, { valueQuantity: undefined, dataAbsentReason: { text: 'error' } })
const report = (loinc: string, date = '2026-02-03', status: 'final' | 'registered' = 'final') =>
  ({
    resourceType: 'DiagnosticReport',
    id: `report-${loinc}`,
    status,
    code: { coding: [{ system: 'http://loinc.org', code: loinc }] },
    effectiveDateTime: date,
  }) as const
const base = { patient: adult, creatinine: [], labs: [], medications: [], tests: [], panels: [] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'results of a year ago to the day': {
      ...base,
      orders: [draft(LISINOPRIL)],
      labs: [lab('2823-3', '2025-03-01')],
      creatinine: [lab('2160-0', '2025-03-01')],
    },
    'the tests are ordered already': {
      ...base,
      orders: [draft(LISINOPRIL)],
      tests: [serviceRequest('2823-3'), serviceRequest('2160-0')],
    },
    'a panel with both is ordered in the same session': {
      ...base,
      orders: [draft(LISINOPRIL), serviceRequest('24323-8', { status: 'draft' })],
    },
    'a basic metabolic panel is on order': {
      ...base,
      orders: [draft(LISINOPRIL)],
      tests: [serviceRequest('51990-0')],
    },
    'a panel is ordered by its CPT code': {
      ...base,
      orders: [draft(LISINOPRIL)],
      tests: [
        {
          ...serviceRequest('x'),
          code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '80048' }] },
        },
      ],
    },
    'a hepatic panel before a statin': {
      ...base,
      orders: [draft(ATORVASTATIN), serviceRequest('24325-3', { status: 'draft' })],
    },
    'a report of a panel of a year ago to the day': {
      ...base,
      orders: [draft(LISINOPRIL)],
      panels: [report('24323-8', '2025-03-01')],
    },
    'a blood count and a panel with methotrexate': {
      ...base,
      orders: [
        draft(METHOTREXATE),
        serviceRequest('58410-2', { status: 'draft' }),
        serviceRequest('24323-8', { status: 'draft' }),
      ],
    },
    'a statin that is taken already': {
      ...base,
      orders: [draft(ATORVASTATIN)],
      medications: [medication(ATORVASTATIN)],
    },
    'a potassium that was spoiled, and drawn again on that day': {
      ...base,
      orders: [draft(SPIRONOLACTONE)],
      labs: [spoiled('2823-3'), lab('2823-3')],
      creatinine: [lab('2160-0')],
      panels: [report('24323-8')],
    },
    'a panel, and an earlier potassium that was spoiled': {
      ...base,
      orders: [draft(SPIRONOLACTONE)],
      labs: [spoiled('2823-3', '2026-01-03')],
      panels: [report('24323-8')],
    },
    'a medicine that needs no test here': { ...base, orders: [draft(METFORMIN)] },
    'HLA-B*57:01 of ten years ago': {
      ...base,
      orders: [draft(ABACAVIR)],
      labs: [lab('50956-2', '2016-03-01')],
    },
    'carbamazepine without Asian ancestry': {
      ...base,
      patient: { ...adult, ...race('2106-3') },
      orders: [draft(CARBAMAZEPINE)],
    },
    'the order is cancelled from focus: another one is selected': {
      ...base,
      orders: [draft(METFORMIN)],
      medications: [medication(LITHIUM)],
    },
  },
  fires: {
    'an ACE inhibitor without results': {
      ...base,
      orders: [draft(LISINOPRIL)],
      expect: {
        card: 'due',
        values: { order: 'lisinopril', tests: 'potassium, creatinine', last: 'none on file' },
        suggestions: ['Order potassium, creatinine'],
      },
    },
    'results of a year and a day ago': {
      ...base,
      orders: [draft(LISINOPRIL)],
      labs: [lab('2823-3', '2025-02-28')],
      creatinine: [lab('2160-0', '2026-02-01')],
      expect: {
        card: 'due',
        values: { tests: 'potassium', last: 'last 2025-02-28' },
        suggestions: ['Order potassium'],
      },
    },
    'a report of a panel of a year and a day ago': {
      ...base,
      orders: [draft(LISINOPRIL)],
      panels: [report('24323-8', '2025-02-28')],
      expect: { card: 'due', values: { tests: 'potassium, creatinine', last: 'last 2025-02-28' } },
    },
    'a report of a panel that is only registered': {
      ...base,
      orders: [draft(LISINOPRIL)],
      panels: [report('24323-8', '2026-02-03', 'registered')],
      expect: { card: 'due', values: { last: 'none on file' } },
    },
    'an electrolyte panel has no creatinine': {
      ...base,
      orders: [draft(LISINOPRIL)],
      tests: [serviceRequest('24326-1')],
      expect: { card: 'due', values: { tests: 'creatinine' } },
    },
    'a blood count without differential has no neutrophils': {
      ...base,
      orders: [draft(CLOZAPINE)],
      tests: [serviceRequest('58410-2')],
      expect: { card: 'due', values: { tests: 'neutrophil count' } },
    },
    'a preliminary result does not count': {
      ...base,
      orders: [draft(APIXABAN)],
      creatinine: [lab('2160-0', '2026-02-01', { status: 'preliminary' })],
      expect: { card: 'due', values: { tests: 'creatinine', last: 'none on file' } },
    },
    'a result that is recorded as absent': {
      ...base,
      orders: [draft(SPIRONOLACTONE)],
      labs: [spoiled('2823-3')],
      creatinine: [lab('2160-0')],
      expect: { card: 'due', values: { tests: 'potassium', last: 'none on file' } },
    },
    'a result that is absent: the one before it counts': {
      ...base,
      orders: [draft(SPIRONOLACTONE)],
      labs: [spoiled('2823-3'), lab('2823-3', '2024-02-03')],
      creatinine: [lab('2160-0')],
      expect: { card: 'due', values: { tests: 'potassium', last: 'last 2024-02-03' } },
    },
    'a part of a panel that is absent': {
      ...base,
      orders: [draft(METHOTREXATE)],
      labs: [
        lab('58410-2', '2026-02-20', {
          valueQuantity: undefined,
          component: [
            {
              code: { coding: [{ system: 'http://loinc.org', code: '777-3' }] },
              dataAbsentReason: { text: 'clotted' },
            },
            { code: { text: 'Leukocytes' }, valueQuantity: { value: 5 } },
          ],
        }),
        lab('1742-6'),
      ],
      creatinine: [lab('2160-0')],
      expect: { card: 'due', values: { tests: 'blood count', last: 'none on file' } },
    },
    'a report of a panel whose potassium was spoiled on that day': {
      ...base,
      orders: [draft(SPIRONOLACTONE)],
      labs: [spoiled('2823-3', '2026-02-03T08:00:00Z')],
      panels: [report('24323-8')],
      expect: { card: 'due', values: { tests: 'potassium', last: 'none on file' } },
    },
    'a report of a panel that names the potassium that was spoiled': {
      ...base,
      orders: [draft(SPIRONOLACTONE)],
      labs: [{ ...spoiled('2823-3', '2026-02-02'), id: 'spoiled' }],
      panels: [{ ...report('24323-8'), result: [{ reference: 'Observation/spoiled' }] }],
      expect: { card: 'due', values: { tests: 'potassium', last: 'none on file' } },
    },
    'requests that were forgotten': {
      ...base,
      orders: [draft(LISINOPRIL)],
      tests: [
        serviceRequest('2823-3', { authoredOn: '2022-05-01' }),
        serviceRequest('2160-0', { authoredOn: '2026-02-20' }),
      ],
      expect: { card: 'due', values: { tests: 'potassium' } },
    },
    'a result without a date does not count': {
      ...base,
      orders: [draft(APIXABAN)],
      creatinine: [{ ...lab('2160-0'), effectiveDateTime: undefined }],
      expect: { card: 'due', values: { last: 'last without a date' } },
    },
    'spironolactone, results of 181 days ago': {
      ...base,
      orders: [draft(SPIRONOLACTONE)],
      labs: [lab('2823-3', '2025-09-01')],
      creatinine: [lab('2160-0', '2025-09-02')],
      expect: { card: 'due', values: { tests: 'potassium' } },
    },
    'a statin that is started': {
      ...base,
      orders: [draft(ATORVASTATIN)],
      expect: { card: 'baseline', values: { tests: 'ALT' }, suggestions: ['Order ALT'] },
    },
    'lithium that is taken, and no level': {
      ...base,
      orders: [draft(LITHIUM)],
      medications: [medication(LITHIUM)],
      creatinine: [lab('2160-0')],
      labs: [lab('3016-3'), lab('17861-6')],
      expect: { card: 'due', values: { tests: 'lithium level', age: 'not older than 62 days' } },
    },
    'lithium that is started needs no level yet': {
      ...base,
      orders: [draft(LITHIUM)],
      creatinine: [lab('2160-0')],
      expect: { card: 'due', values: { tests: 'TSH, calcium' } },
    },
    amiodarone: {
      ...base,
      orders: [draft(AMIODARONE)],
      labs: [lab('3016-3', '2025-08-30')],
      expect: { card: 'due', values: { tests: 'ALT, AST' } },
    },
    'methotrexate has two rows': {
      ...base,
      orders: [draft(METHOTREXATE)],
      labs: [lab('777-3', '2026-01-28')],
      expect: [
        { card: 'due', values: { tests: 'blood count', last: 'last 2026-01-28' } },
        { card: 'due', values: { tests: 'ALT, creatinine' } },
      ],
    },
    'clozapine, neutrophils of 29 days ago': {
      ...base,
      orders: [draft(CLOZAPINE)],
      labs: [lab('751-8', '2026-01-31')],
      expect: { card: 'due', values: { tests: 'neutrophil count' } },
    },
    'carbamazepine in Asian ancestry': {
      ...base,
      patient: { ...adult, ...race('2028-9') },
      orders: [draft(CARBAMAZEPINE)],
      expect: { card: 'due', values: { tests: 'HLA-B*15:02', age: 'of any age' } },
    },
    'abacavir that is started': {
      ...base,
      orders: [draft(ABACAVIR)],
      expect: { card: 'due', values: { tests: 'HLA-B*57:01' } },
    },
  },
  gaps: {
    'results unknown': {
      patient: adult,
      creatinine: [],
      medications: [],
      tests: [],
      orders: [draft(LISINOPRIL)],
      expect: /labs|tests that a medicine needs/,
    },
    'ancestry unknown': {
      ...base,
      orders: [draft(CARBAMAZEPINE)],
      expect: /no ancestry is recorded/,
    },
    'so many results that older ones may be missing': {
      ...base,
      orders: [draft(ATORVASTATIN)],
      labs: Array.from({ length: 100 }, () => lab('2823-3')),
      expect: /ALT with atorvastatin in all results/,
    },
  },
})
