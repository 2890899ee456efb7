import { z } from 'zod'
import { defineScore } from '../score.ts'
import { type Screening, screeningStatus, type TestName } from '../screenings/screening.ts'
import { screenings } from '../screenings/uspstf.ts'
import { flag, measured } from './inputs.ts'

const IDS = screenings.map(({ id }) => id) as [Screening['id'], ...Screening['id'][]]
const years = (title: string) => measured('a', title, 0, 130).optional()

const AGO = {
  colonoscopy: 'colonoscopyYearsAgo',
  ctColonography: 'ctColonographyYearsAgo',
  sigmoidoscopy: 'sigmoidoscopyYearsAgo',
  fit: 'fitYearsAgo',
  stoolDna: 'stoolDnaYearsAgo',
  mammogram: 'mammogramYearsAgo',
  hpv: 'hpvYearsAgo',
  cytology: 'cytologyYearsAgo',
  ldct: 'ldctYearsAgo',
  aortaUltrasound: 'aortaUltrasoundYearsAgo',
  hcv: 'hcvYearsAgo',
  dxa: 'dxaYearsAgo',
  hivTest: 'hivTestYearsAgo',
  phq: 'phqYearsAgo',
  smokingStatus: 'smokingStatusYearsAgo',
  bloodPressure: 'bloodPressureYearsAgo',
  bloodPressureYoung: 'bloodPressureYearsAgo',
  uacr: 'uacrYearsAgo',
  eye: 'eyeYearsAgo',
} as const satisfies Record<TestName, string>

const ago = Object.fromEntries(
  Object.entries(AGO).map(([test, name]) => [name, years(`Years since ${test}`)]),
) as Record<(typeof AGO)[TestName], ReturnType<typeof years>>

/** What a recommendation of the US Preventive Services Task Force says of a person. */
export const careGap = defineScore({
  id: 'care-gap',
  version: '1.1.0',
  title: 'USPSTF screening',
  source: {
    label: 'US Preventive Services Task Force; each recommendation names its statement',
    url: 'https://www.uspreventiveservicestaskforce.org/',
  },
  inputs: z.object({
    rule: z.enum(IDS).meta({ title: 'Recommendation' }),
    age: z.int().min(0).max(130).meta({ title: 'Age in whole years' }),
    sex: z.enum(['female', 'male']).optional().meta({ title: 'Sex' }),
    excluded: flag.optional().meta({ title: 'An exclusion is known' }),
    everSmoked: flag.optional().meta({ title: 'Smoked at least 100 cigarettes' }),
    currentSmoker: flag.optional().meta({ title: 'Smokes now' }),
    packYears: measured('{pack-years}', 'Pack-years', 0, 400).optional(),
    yearsSinceQuit: years('Years since quitting'),
    hasDiabetes: flag.optional().meta({ title: 'Diabetes' }),
    riskFactors: z.int().min(0).max(4).optional().meta({ title: 'Cardiovascular risk factors' }),
    tenYearCvdPct: measured('%', 'Ten-year risk', 0, 100).optional(),
    ...ago,
  }),
  calculate({ rule, excluded = false, ...person }) {
    const screening = screenings.find(({ id }) => id === rule)
    if (screening === undefined) throw new Error(`no recommendation ${rule}`)
    const isCovered = (test: TestName, within: number): boolean => {
      const since = person[AGO[test]]
      return since !== undefined && since <= within
    }
    return { value: { status: screeningStatus(screening, person, excluded, isCovered) } }
  },
})
