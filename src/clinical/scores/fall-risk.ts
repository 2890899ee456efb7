import { z } from 'zod'
import { defineScore, notCalculable } from '../score.ts'
import { fallRiskPrefetch, readFallRisk, TUG_RANGE } from './fall-risk-read.ts'
import { flag, measured } from './inputs.ts'

/** CDC STEADI: Timed Up and Go of 12 s and more; World Falls Guidelines 2022: gait below 0.8 m/s. */
const SLOW_TUG = 12
const SLOW_GAIT = 0.8

/**
 * `raised`: a sign that by itself asks for tests of gait, strength and balance. `ask`: a sign that is
 * no diagnosis and asks for the three questions. `none-found`: nothing of what is known points to falls.
 */
export type FallRisk = 'raised' | 'ask' | 'none-found'

/** What a phone tells its owner about steadiness: fall risk over the next twelve months, in classes. */
const STEADINESS = ['ok', 'low', 'very-low'] as const

/**
 * Signs of fall risk in older people, no validated sum: the three questions of STEADI (any yes), gait
 * speed measured over a course, and Timed Up and Go, which never decides alone. A fall without a date
 * and the class that a phone gives are prompts to ask; a device's mean speed is not a timed walk and is no input. Medicines that
 * raise the risk are counted beside, as what can be mended. A contribution is 1 for a sign that holds.
 */
export const fallRisk = defineScore({
  id: 'fall-risk',
  version: '1.1.1',
  title: 'Signs of fall risk',
  source: {
    label: 'CDC STEADI; World Falls Guidelines 2022 (Age Ageing 51:afac205)',
    url: 'https://doi.org/10.1093/ageing/afac205',
  },
  inputs: z.object({
    age: measured('a', 'Age', 65, 120),
    fellPastYear: flag.meta({ title: 'Fell in the past year' }).optional(),
    undatedFall: flag.meta({ title: 'A fall on file without a date' }).optional(),
    unsteady: flag.meta({ title: 'Unsteady when standing or walking' }).optional(),
    worried: flag.meta({ title: 'Worried about falling' }).optional(),
    timedUpAndGoS: measured('s', 'Timed Up and Go', TUG_RANGE.least, TUG_RANGE.most).optional(),
    gaitSpeedMps: measured('m/s', 'Gait speed over a measured course', 0.05, 3).optional(),
    phoneSteadiness: z
      .enum(STEADINESS)
      .meta({ title: 'Walking steadiness by the phone' })
      .optional(),
    riskMedicines: z
      .number()
      .int()
      .min(0)
      .max(20)
      .meta({ title: 'Classes of medicines that raise the risk' })
      .optional(),
  }),
  calculate(inputs) {
    const { fellPastYear, undatedFall, unsteady, worried } = inputs
    const { timedUpAndGoS, gaitSpeedMps, phoneSteadiness } = inputs
    const asked = [fellPastYear, undatedFall, unsteady, worried]
    const signs = [...asked, timedUpAndGoS, gaitSpeedMps, phoneSteadiness]
    if (signs.every((each) => each === undefined))
      return notCalculable({
        code: 'no-sign-known',
        text: 'none of falls, steadiness, worry, gait or Timed Up and Go is known',
      })
    const contributions = {
      fellPastYear: Number(fellPastYear === true),
      undatedFall: Number(undatedFall === true),
      unsteady: Number(unsteady === true),
      worried: Number(worried === true),
      gaitSpeedMps: Number(gaitSpeedMps !== undefined && gaitSpeedMps < SLOW_GAIT),
      timedUpAndGoS: Number(timedUpAndGoS !== undefined && timedUpAndGoS >= SLOW_TUG),
      phoneSteadiness: Number(phoneSteadiness === 'low' || phoneSteadiness === 'very-low'),
    }
    const {
      timedUpAndGoS: tug,
      phoneSteadiness: phone,
      undatedFall: fall,
      ...decisive
    } = contributions
    const isRaised = Object.values(decisive).some((each) => each === 1)
    const risk: FallRisk = isRaised ? 'raised' : tug + phone + fall > 0 ? 'ask' : 'none-found'
    return { value: { risk, riskMedicines: inputs.riskMedicines ?? 0, contributions } }
  },
  prefetch: fallRiskPrefetch,
  read: readFallRisk,
})
