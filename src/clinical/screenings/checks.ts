import type { Screening } from './screening.ts'

const uspstf = (label: string, doi: string) => ({
  label: `USPSTF ${label}`,
  url: `https://doi.org/${doi}`,
})

/** HIV: 15 to 65, once (A). */
export const hivTesting: Screening = {
  id: 'hiv',
  title: 'HIV',
  source: uspstf('2019, grade A', '10.1001/jama.2019.6587'),
  tests: { hivTest: Number.POSITIVE_INFINITY },
  exclusions: ['hiv'],
  group: ({ age }) => (age < 15 || age > 65 ? 'not-eligible' : 'eligible'),
}

/** Depression: adults from 19 on (B). The statement gives no interval; a year is that of CMS2. */
export const depression: Screening = {
  id: 'depression',
  title: 'Depression',
  source: uspstf('2023, grade B; yearly by CMS2', '10.1001/jama.2023.9297'),
  tests: { phq: 1 },
  exclusions: ['bipolar', 'depression-major'],
  group: ({ age }) => (age < 19 ? 'not-eligible' : 'eligible'),
}

/** Tobacco: ask all adults (A); a year is that of CMS138. */
export const tobacco: Screening = {
  id: 'tobacco',
  title: 'Tobacco use',
  source: uspstf('2021, grade A; yearly by CMS138', '10.1001/jama.2020.25019'),
  tests: { smokingStatus: 1 },
  exclusions: [],
  group: ({ age }) => (age < 18 ? 'not-eligible' : 'eligible'),
}

/** Hypertension: from 40 on yearly, 18 to 39 every three to five years (A); who has it is treated. */
export const bloodPressureCheck: Screening = {
  id: 'hypertension',
  title: 'Blood pressure',
  source: uspstf('2021, grade A', '10.1001/jama.2021.4987'),
  tests: { bloodPressure: 1, bloodPressureYoung: 5 },
  exclusions: ['hypertension'],
  group: ({ age }) => (age < 18 ? 'not-eligible' : 'eligible'),
  counted: ({ age }) => (age < 40 ? ['bloodPressureYoung'] : ['bloodPressure']),
}

/** Diabetes care, 18 to 75 (the band of CMS122): what ADA asks for every year. */
const inDiabetes: Screening['group'] = ({ age, hasDiabetes }) => {
  if (hasDiabetes === undefined) return 'unknown'
  return hasDiabetes && age >= 18 && age <= 75 ? 'eligible' : 'not-eligible'
}

export const diabetesKidney: Screening = {
  id: 'diabetes-kidney',
  title: 'Albumin in urine (diabetes)',
  source: { label: 'ADA 2025, section 11; CMS951', url: 'https://doi.org/10.2337/dc25-S011' },
  tests: { uacr: 1 },
  exclusions: ['esrd', 'kidney-transplant'],
  group: inDiabetes,
}

export const diabetesEye: Screening = {
  id: 'diabetes-eye',
  title: 'Eye examination (diabetes)',
  source: { label: 'ADA 2025, section 12; CMS131', url: 'https://doi.org/10.2337/dc25-S012' },
  // One to two years where the last was normal and glucose at goal: neither is read here.
  tests: { eye: 2 },
  exclusions: [],
  group: inDiabetes,
}
