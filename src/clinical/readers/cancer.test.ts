import { expect, test } from '@jest/globals'
import { isCancer } from './cancer.ts'

const icd10 = (code: string) => ({
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] },
})
const words = (text: string) => ({ code: { text } })
const snomed = (code: string, display?: string) => ({
  code: { coding: [{ system: 'http://snomed.info/sct', code, display }] },
})

test.each([
  ['breast, ICD-10-CM', icd10('C50.911')],
  ['metastases, ICD-10-CM', icd10('C79.51')],
  ['a history of one', icd10('Z85.46')],
  ['SNOMED CT by its display', snomed('254837009', 'Malignant neoplasm of breast')],
  ['words', words('Multiple myeloma')],
  ['leukaemia', words('Acute leukaemia')],
  ['a code of the groups, without words', snomed('1078881000119102')],
  ['of no kind named, without words', snomed('363346000')],
  ['metastases excluded', words('Breast cancer, metastases excluded')],
  ['fear of another', words('Breast cancer with fear of recurrence')],
  ['a second one excluded', words('Carcinoma of colon; second malignancy excluded')],
  ['a malignant effusion', words('Malignant pleural effusion')],
  ['one beside that of the family', words('Breast cancer with family history of colon cancer')],
  ['one without metastases', words('Breast cancer with no metastases')],
  ['one with no evidence of another', words('Breast cancer, no evidence of other malignancy')],
  ['one that may come back', words('Breast cancer, high risk of recurrence')],
  ['beside the fear of falling', words('Fear of falling; breast cancer')],
  ['after a risk', words('Low risk of falls, breast cancer')],
  ['beside a risk', words('Risk of falls with metastatic cancer')],
  ['found by screening', words('Screening mammography with breast cancer found')],
  ['"non-" in its name', words('Non-small cell lung cancer')],
  ['not Hodgkin', words('Non-Hodgkin lymphoma')],
  ['told to the mother', words('Breast cancer with mother informed')],
])('%s is one', (_, condition) => expect(isCancer(condition)).toBe(true))

test.each([
  ['a benign one', icd10('D24.1')],
  ['another code', icd10('M54.50')],
  ['SNOMED CT without words', snomed('254837009')],
  ['screening', words('Encounter for screening for malignant neoplasm of colon')],
  ['the family', words('Family history of breast cancer')],
  ['another system', { code: { coding: [{ system: 'http://snomed.info/sct', code: 'C50.911' }] } }],
  ['malignant hypertension', words('Malignant hypertension')],
  ['the same, as ICD-9 had it', words('Hypertension, malignant')],
  ['malignant hyperthermia', words('Malignant hyperthermia due to anesthesia')],
  ['neuroleptic malignant syndrome', words('Neuroleptic malignant syndrome')],
  ['excluded', words('Cancer excluded')],
  ['ruled out', words('Malignant neoplasm ruled out')],
  ['fear', words('Fear of cancer')],
  ['screening with something', words('Screening for lung cancer with low dose CT')],
  ['the family, with', words('Family history of relative with colon cancer')],
  ['the family, with a colon', words('Family history: mother with breast cancer')],
  ['the mother', words('Mother with breast cancer')],
  ['in the sister', words('Breast cancer in sister')],
  ['fear, with', words('Fear of dying with cancer')],
  ['none', words('Low risk patient with no cancer')],
  ['no evidence', words('No evidence of breast cancer')],
  ['a risk', words('At increased risk of malignant neoplasm of breast')],
  ['of an organ, excluded', words('Cancer of the colon ruled out')],
  ['nothing', {}],
])('%s is none', (_, condition) => expect(isCancer(condition)).toBe(false))

test.each([
  'no known ',
  'hypert',
  'malignan',
  'cancer ',
  'cancer of ',
  'family ',
  'in ',
  'with ',
  'risk of ',
])('a long text of "%s" is looked through in linear time', (piece) => {
  const started = performance.now()
  isCancer(words(piece.repeat(20_000)))
  expect(performance.now() - started).toBeLessThan(200)
})
