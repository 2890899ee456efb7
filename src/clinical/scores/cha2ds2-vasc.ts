import { z } from 'zod'
import { anyOf, type CodeSet } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { defineScore } from '../score.ts'
import { flag, measured, sex } from './inputs.ts'
import { ageInput, onFile, sexInput } from './readings.ts'
import { templates } from './templates.ts'
import { total } from './terms.ts'

/** Ischaemic strokes per 100 patient-years by score, without anticoagulation (Friberg 2012). */
const STROKES = [0.2, 0.6, 2.2, 3.2, 4.8, 7.2, 9.7, 11.2, 10.8, 12.2] as const

const ever = { history: true } as const
const SIGNS = {
  heartFailure: codeGroup('heart-failure', ever),
  hypertension: codeGroup('hypertension'),
  diabetes: codeGroup('diabetes'),
  strokeTiaTe: anyOf(codeGroup('ischaemic-stroke', ever), codeGroup('tia-or-stroke-history', ever)),
  vascularDisease: anyOf(
    codeGroup('myocardial-infarction', ever),
    codeGroup('peripheral-arterial-disease', ever),
  ),
} as const satisfies Readonly<Record<string, CodeSet>>

/** CHA2DS2-VASc: risk of stroke in atrial fibrillation, 0 to 9 points. */
export const cha2ds2Vasc = defineScore({
  id: 'cha2ds2-vasc',
  version: '1.0.0',
  title: 'CHA2DS2-VASc',
  source: {
    label: 'Lip GYH et al. Chest 2010;137:263-272; rates Friberg L, Eur Heart J 2012;33:1500-1510',
    url: 'https://doi.org/10.1378/chest.09-1584',
  },
  inputs: z.object({
    age: measured('a', 'Age', 18, 120),
    sex,
    heartFailure: flag.meta({ title: 'Heart failure or reduced ejection fraction' }),
    hypertension: flag.meta({ title: 'Hypertension' }),
    diabetes: flag.meta({ title: 'Diabetes' }),
    strokeTiaTe: flag.meta({ title: 'Stroke, TIA or thromboembolism' }),
    vascularDisease: flag.meta({
      title: 'Myocardial infarction, peripheral artery disease, aortic plaque',
    }),
  }),
  calculate({ age, sex, heartFailure, hypertension, diabetes, strokeTiaTe, vascularDisease }) {
    const contributions = {
      age: age >= 75 ? 2 : age >= 65 ? 1 : 0,
      sex: sex === 'female' ? 1 : 0,
      heartFailure: Number(heartFailure),
      hypertension: Number(hypertension),
      diabetes: Number(diabetes),
      strokeTiaTe: strokeTiaTe ? 2 : 0,
      vascularDisease: Number(vascularDisease),
    }
    const score = total(contributions)
    const strokePctPerYear = STROKES[score] ?? Number.NaN
    return { value: { score, strokePctPerYear, contributions } }
  },
  prefetch: { patient: templates.patient, conditions: templates.conditions },
  // Heart failure, stroke and vascular disease count for good; pressure and diabetes while they are there.
  read: ({ patient, conditions }, { now }) => ({
    age: ageInput(patient, now),
    sex: sexInput(patient),
    heartFailure: onFile(conditions, SIGNS.heartFailure, now, 'ever'),
    hypertension: onFile(conditions, SIGNS.hypertension, now),
    diabetes: onFile(conditions, SIGNS.diabetes, now),
    strokeTiaTe: onFile(conditions, SIGNS.strokeTiaTe, now, 'ever'),
    vascularDisease: onFile(conditions, SIGNS.vascularDisease, now, 'ever'),
  }),
})
