import {
  ageAt,
  anyOf,
  broughtBy,
  type CodeSet,
  clinicalDate,
  codeGroup,
  comfortCare,
  daysBefore,
  defineRule,
  GLYCEMIA,
  isActive,
  isAdult,
  isAwaited,
  LOINC,
  latest,
  optional,
  round,
  serviceOrder,
  shownDay,
  templates,
  unseenNote,
} from '#cds'
import { isDiabetes, isOdd, isUnreadable, knownState } from './known.ts'

const pregnancy = codeGroup('pregnancy')
const isHba1c = codeGroup('hba1c')
const ordersHba1c = anyOf(isHba1c, broughtBy('hba1c'))
const isFastingGlucose = codeGroup('glucose-fasting')
const isBmi = codeGroup('bmi')
const HBA1C_ORDER = serviceOrder('Hemoglobin A1c', { system: LOINC, code: '4548-4' })

// USPSTF 2021 (grade B): 35 to 70 years with overweight, every three years.
const SCREEN_AGE = { from: 35, to: 70 }
const OVERWEIGHT = 25
const SCREEN_DAYS = 3 * 365
const RESULT_DAYS = 365
const BMI_DAYS = 2 * 365

export default defineRule({
  id: 'diabetes-screening',
  version: '1.4.1',
  title: 'Diabetes screening',
  owner: 'Cardiometabolic group',
  reviewBy: '2027-06-30',
  hooks: 'patient-view',
  source: {
    label: 'ADA Standards of Care 2025, section 2',
    url: 'https://doi.org/10.2337/dc25-S002',
  },
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    hba1c: templates.hba1c,
    bmi: optional(templates.bmi),
    fastingGlucose: optional(
      'Observation?patient={{context.patientId}}&code=http://loinc.org|1558-6&_sort=-date&_count=5',
    ),
    requests: optional('ServiceRequest?patient={{context.patientId}}&status=active'),
  },
  acceptsPartial: ['requests'],
  cards: {
    prediabetesRange: {
      indicator: 'info',
      kind: 'screening',
      summary: 'HbA1c {{value}} % is in the prediabetes range',
      detail:
        'Measured {{date}}. No prediabetes or diabetes is on file. HbA1c misleads in anaemia, haemoglobinopathy, recent transfusion and dialysis.',
    },
    diabetesRange: {
      indicator: 'warning',
      kind: 'screening',
      summary: 'HbA1c {{value}} % is in the diabetes range; no diagnosis on file',
      detail:
        'Measured {{date}}. Confirm with a second test unless hyperglycemia is unequivocal. HbA1c misleads in haemoglobinopathy, haemolysis, recent transfusion and dialysis.',
    },
    glucosePrediabetes: {
      indicator: 'info',
      kind: 'screening',
      summary: 'Fasting glucose {{value}} mg/dL is in the prediabetes range',
      detail: 'Measured {{date}}. No prediabetes or diabetes is on file.',
    },
    glucoseDiabetes: {
      indicator: 'warning',
      kind: 'screening',
      summary: 'Fasting glucose {{value}} mg/dL is in the diabetes range; no diagnosis on file',
      detail:
        'Measured {{date}}. Confirm with a second test unless hyperglycemia is unequivocal.{{hba1c}}',
    },
    repeatDue: {
      indicator: 'info',
      kind: 'screening',
      summary: 'HbA1c was {{value}} % on {{date}}, with no diabetes on file: a repeat is due',
      detail: 'From 5.7 % on ADA asks for a test every year.{{unseen}}',
    },
    due: {
      indicator: 'info',
      kind: 'screening',
      summary: 'Diabetes screening is due: no HbA1c or fasting glucose in three years',
      detail:
        'Age {{age}}, BMI {{bmi}} kg/m² ({{date}}). USPSTF 2021, grade B: 35 to 70 years with overweight.{{unseen}}',
    },
  },

  evaluate(
    { patient, conditions, hba1c, bmi, fastingGlucose, requests },
    { now, card, suggest, notChecked, isPartial },
  ) {
    if (!isAdult(patient, now)) return []
    const active = conditions.filter(isActive)
    if (conditions.some(isDiabetes) || active.some(pregnancy)) return []

    const result = latest(hba1c, isHba1c, '%', { now, withinDays: RESULT_DAYS })
    if (isOdd(result)) return [notChecked('diabetes screening', 'unusable')]
    const isComfort = active.some(comfortCare)
    const isNamed = active.some(knownState)
    const awaited = (requests ?? []).filter((each) => isAwaited(each, now))
    const isOrdered = awaited.some(ordersHba1c)
    const offer = (label: string) => (isOrdered ? [] : [suggest.create(label, HBA1C_ORDER)])
    if (result?.usable && result.value >= GLYCEMIA.hba1c.diabetes) {
      const values = { value: round(result.value, 1), date: shownDay(result.date) }
      return [card('diabetesRange', values, { suggestions: offer('Order a second HbA1c') })]
    }
    const glucose = latest(fastingGlucose, isFastingGlucose, 'mg/dL', {
      now,
      withinDays: RESULT_DAYS,
    })
    if (glucose?.usable && glucose.value >= GLYCEMIA.fpg.diabetes) {
      const values = {
        value: round(glucose.value),
        date: shownDay(glucose.date),
        hba1c: result?.usable
          ? ` HbA1c ${round(result.value, 1)} % (${shownDay(result.date)}).`
          : '',
      }
      return [card('glucoseDiabetes', values, { suggestions: offer('Order HbA1c') })]
    }
    if (isComfort) return []
    if (result?.usable && result.value >= GLYCEMIA.hba1c.prediabetes)
      return isNamed
        ? []
        : [
            card('prediabetesRange', {
              value: round(result.value, 1),
              date: shownDay(result.date),
            }),
          ]
    if (glucose?.usable && glucose.value >= GLYCEMIA.fpg.prediabetes)
      return isNamed
        ? []
        : [
            card('glucosePrediabetes', {
              value: round(glucose.value),
              date: shownDay(glucose.date),
            }),
          ]
    if (isUnreadable(result)) return [notChecked('diabetes screening', 'unusable')]
    if (result?.usable || glucose?.usable) return []

    if (isOrdered || awaited.some(isFastingGlucose)) return []
    const unseen = unseenNote({
      'a test is ordered': requests === undefined || isPartial('requests'),
    })
    const suggestions = offer('Order HbA1c')
    const last = latest(hba1c, isHba1c, '%', { now })
    if (last?.usable && last.value >= GLYCEMIA.hba1c.prediabetes) {
      if (isUnreadable(glucose)) return [notChecked('whether a repeat of HbA1c is due', 'unusable')]
      const since = unseenNote({
        'fasting glucose was measured since':
          fastingGlucose === undefined || isOther(fastingGlucose, isFastingGlucose),
      })
      const values = {
        value: round(last.value, 1),
        date: shownDay(last.date),
        unseen: `${unseen}${since}`,
      }
      return [card('repeatDue', values, { suggestions })]
    }
    const age = ageAt(patient, now)
    const mass = latest(bmi, isBmi, 'kg/m2', { now, withinDays: BMI_DAYS })
    if (age === undefined || age < SCREEN_AGE.from || age > SCREEN_AGE.to) return []
    if (fastingGlucose === undefined || !mass?.usable || mass.value < OVERWEIGHT) return []
    if (isOther(hba1c, isHba1c) || isOther(fastingGlucose, isFastingGlucose)) return []
    const tested = [...hba1c, ...fastingGlucose].some(
      (each) => (daysBefore(clinicalDate(each) ?? '', now) ?? 0) <= SCREEN_DAYS,
    )
    if (tested) return []
    const values = {
      age,
      bmi: round(mass.value, 1),
      date: shownDay(mass.date),
      unseen,
    }
    return [card('due', values, { suggestions })]
  },
})

/** Results of something else only: the server does not select by code, and the test may exist. */
function isOther(results: readonly object[], set: CodeSet): boolean {
  return results.length > 0 && !results.some(set)
}
