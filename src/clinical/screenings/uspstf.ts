import {
  bloodPressureCheck,
  depression,
  diabetesEye,
  diabetesKidney,
  hivTesting,
  tobacco,
} from './checks.ts'
import type { Screening } from './screening.ts'

const uspstf = (label: string, doi: string) => ({
  label: `USPSTF ${label}`,
  url: `https://doi.org/${doi}`,
})

/** Colorectal cancer: 45 to 49 B, 50 to 75 A, 76 to 85 C. */
export const colorectal: Screening = {
  id: 'crc',
  title: 'Colorectal cancer',
  source: uspstf('2021, grade A/B', '10.1001/jama.2021.6238'),
  // Sigmoidoscopy alone; with a yearly FIT it holds for ten. Stool DNA: one to three years.
  tests: { colonoscopy: 10, ctColonography: 5, sigmoidoscopy: 5, fit: 1, stoolDna: 3 },
  exclusions: ['total-colectomy', 'colorectal-cancer'],
  group: ({ age }) =>
    age < 45 || age > 85 ? 'not-eligible' : age > 75 ? 'individualise' : 'eligible',
}

/** Breast cancer: women 40 to 74 every two years (B); from 75 on I. */
export const breast: Screening = {
  id: 'breast',
  title: 'Breast cancer',
  source: uspstf('2024, grade B', '10.1001/jama.2024.5534'),
  tests: { mammogram: 2 },
  exclusions: ['bilateral-mastectomy'],
  group({ age, sex }) {
    if (age < 40) return 'not-eligible'
    if (sex === undefined) return 'unknown'
    if (sex === 'male') return 'not-eligible'
    return age > 74 ? 'insufficient-I' : 'eligible'
  },
}

/** Cervical cancer: 21 to 29 cytology; 30 to 65 HPV test or cytology (A). */
export const cervical: Screening = {
  id: 'cervical',
  title: 'Cervical cancer',
  source: uspstf('2018, grade A', '10.1001/jama.2018.10897'),
  tests: { hpv: 5, cytology: 3 },
  // People with HIV are screened too, by another rule.
  exclusions: ['hysterectomy-no-cervix', 'cervix-absent', 'hiv'],
  group({ age, sex }) {
    if (age < 21 || age > 65) return 'not-eligible'
    if (sex === undefined) return 'unknown'
    return sex === 'male' ? 'not-eligible' : 'eligible'
  },
  counted: ({ age }) => (age < 30 ? ['cytology'] : ['hpv', 'cytology']),
}

/** Lung cancer: 50 to 80, at least 20 pack-years, smoking or quit within 15 years, yearly (B). */
export const lung: Screening = {
  id: 'lung',
  title: 'Lung cancer',
  source: uspstf('2021, grade B', '10.1001/jama.2021.1117'),
  tests: { ldct: 1 },
  exclusions: ['lung-cancer'],
  group({ age, packYears, currentSmoker, yearsSinceQuit }) {
    if (age < 50 || age > 80) return 'not-eligible'
    if (packYears === undefined) return 'unknown'
    if (packYears < 20) return 'not-eligible'
    if (currentSmoker === true) return 'eligible'
    if (yearsSinceQuit === undefined) return 'unknown'
    return yearsSinceQuit <= 15 ? 'eligible' : 'not-eligible'
  },
}

/** Abdominal aortic aneurysm: men 65 to 75 who ever smoked, once (B); men who never smoked C. */
export const aorticAneurysm: Screening = {
  id: 'aaa',
  title: 'Abdominal aortic aneurysm',
  source: uspstf('2019, grade B', '10.1001/jama.2019.18928'),
  tests: { aortaUltrasound: Number.POSITIVE_INFINITY },
  exclusions: ['aortic-aneurysm-abdominal'],
  group({ age, sex, everSmoked }) {
    if (age < 65 || age > 75) return 'not-eligible'
    if (sex === undefined || everSmoked === undefined) return 'unknown'
    if (sex === 'female') return everSmoked ? 'insufficient-I' : 'not-eligible'
    return everSmoked ? 'eligible' : 'offer-selectively-C'
  },
}

/** Hepatitis C: 18 to 79, once (B). */
export const hepatitisC: Screening = {
  id: 'hcv',
  title: 'Hepatitis C',
  source: uspstf('2020, grade B', '10.1001/jama.2020.1123'),
  tests: { hcv: Number.POSITIVE_INFINITY },
  exclusions: ['hepatitis-c'],
  group: ({ age }) => (age < 18 || age > 79 ? 'not-eligible' : 'eligible'),
}

/** Osteoporosis: women from 65 on (B); men I. Younger women need a risk tool, which is not asked for here. */
export const osteoporosis: Screening = {
  id: 'osteoporosis',
  title: 'Osteoporosis',
  source: uspstf('2025, grade B', '10.1001/jama.2024.27154'),
  tests: { dxa: Number.POSITIVE_INFINITY },
  exclusions: ['osteoporosis'],
  group({ age, sex }) {
    if (sex === undefined) return 'unknown'
    if (sex === 'male') return 'insufficient-I'
    return age < 65 ? 'unknown' : 'eligible'
  },
}

/** Statin for primary prevention: 40 to 75 with a risk factor; from 10 % on B, from 7.5 % on C. */
export const statinPrevention: Screening = {
  id: 'statin',
  title: 'Statin for primary prevention',
  source: uspstf('2022, grade B', '10.1001/jama.2022.13044'),
  tests: {},
  exclusions: [],
  group({ age, riskFactors, tenYearCvdPct }) {
    if (age < 40) return 'not-eligible'
    if (age > 75) return 'insufficient-I'
    if (riskFactors === undefined) return 'unknown'
    if (riskFactors < 1) return 'not-eligible'
    if (tenYearCvdPct === undefined) return 'unknown'
    if (tenYearCvdPct >= 10) return 'recommend-B'
    return tenYearCvdPct >= 7.5 ? 'offer-selectively-C' : 'not-eligible'
  },
}

/** All recommendations, by id. */
export const screenings: readonly Screening[] = [
  colorectal,
  breast,
  cervical,
  lung,
  aorticAneurysm,
  hepatitisC,
  osteoporosis,
  statinPrevention,
  hivTesting,
  depression,
  tobacco,
  bloodPressureCheck,
  diabetesKidney,
  diabetesEye,
]
