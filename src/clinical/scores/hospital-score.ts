import { z } from 'zod'
import { defineScore } from '../score.ts'
import { flag, measured } from './inputs.ts'
import { total } from './terms.ts'

export type HospitalRisk = 'low' | 'intermediate' | 'high'

/**
 * HOSPITAL: risk of an avoidable readmission within 30 days, 0 to 13 points, in the form of 2016 (0 to 1, 2
 * to 5 and more admissions; the derivation of 2013 and some calculators count from 1). The classes are
 * given and not the percentages, which sources do not agree on.
 */
export const hospitalScore = defineScore({
  id: 'hospital-score',
  version: '1.0.0',
  title: 'HOSPITAL readmission score',
  source: {
    label: 'Donzé JD et al. JAMA Intern Med 2016;176:496-502',
    url: 'https://doi.org/10.1001/jamainternmed.2015.8462',
  },
  inputs: z.object({
    hemoglobin: measured('g/dL', 'Haemoglobin at discharge', 1, 25),
    oncologyDischarge: flag.meta({ title: 'Discharge from oncology' }),
    sodium: measured('mmol/L', 'Sodium at discharge', 90, 190),
    procedure: flag.meta({ title: 'Any procedure during the stay' }),
    urgentAdmission: flag.meta({ title: 'Urgent admission' }),
    admissionsPrior12mo: z
      .int()
      .min(0)
      .max(366)
      .meta({ title: 'Admissions in the twelve months before' }),
    lengthOfStayDays: measured('d', 'Length of stay', 0, 3650),
  }),
  calculate(inputs) {
    const { hemoglobin, sodium, admissionsPrior12mo: before, lengthOfStayDays } = inputs
    const contributions = {
      hemoglobin: hemoglobin < 12 ? 1 : 0,
      oncologyDischarge: inputs.oncologyDischarge ? 2 : 0,
      sodium: sodium < 135 ? 1 : 0,
      procedure: Number(inputs.procedure),
      urgentAdmission: Number(inputs.urgentAdmission),
      admissionsPrior12mo: before > 5 ? 5 : before >= 2 ? 2 : 0,
      lengthOfStayDays: lengthOfStayDays >= 5 ? 2 : 0,
    }
    const score = total(contributions)
    const risk: HospitalRisk = score >= 7 ? 'high' : score >= 5 ? 'intermediate' : 'low'
    return { value: { score, risk, contributions } }
  },
})
