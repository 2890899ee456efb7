import {
  ageAt,
  contains,
  currentMedicines,
  defineRule,
  isAdult,
  medicationClass,
  optional,
  prevent,
  round,
  templates,
  type UnusedInput,
  type UsedInput,
  unitText,
} from '#cds'
import { isExcluding, isToStatin } from './excluded.ts'
import { adviceAt, ageWithDiabetes, indicationOf } from './indication.ts'

// ACC/AHA 2026 lipid guideline: PREVENT-ASCVD, 10 years.
const INTERMEDIATE = 5
const HIGH = 10

const statin = medicationClass('statin')

export default defineRule({
  id: 'statin-discussion',
  version: '1.3.0',
  title: 'Cardiovascular risk and statin',
  owner: 'Cardiometabolic group',
  reviewBy: '2027-03-31',
  hooks: 'patient-view',
  source: {
    label: 'ACC/AHA 2026 lipid guideline; AHA PREVENT 2023',
    url: 'https://doi.org/10.1161/CIRCULATIONAHA.123.067626',
  },
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    medications: templates.medications,
    allergies: optional(templates.allergies),
    ldl: optional(
      'Observation?patient={{context.patientId}}&code=http://loinc.org|13457-7,http://loinc.org|18261-8,http://loinc.org|18262-6,http://loinc.org|2089-1,http://loinc.org|22748-8,http://loinc.org|39469-2,http://loinc.org|49132-4,http://loinc.org|55440-2,http://loinc.org|96259-7&_sort=-date&_count=5',
    ),
  },
  scores: { prevent },
  cards: {
    indicated: {
      indicator: 'warning',
      kind: 'risk',
      summary: '{{reason}}: no statin on file',
      detail: '{{advice}}, without a score (ACC/AHA 2018; CMS347).{{note}}{{allergies}}',
    },
    diabetes: {
      indicator: 'info',
      kind: 'risk',
      summary: 'Diabetes at {{age}} years: no statin on file',
      detail:
        'From 40 to 75 years at least a moderate-intensity statin is recommended to discuss, whatever the risk (ADA Standards, section 10; ACC/AHA 2018). {{risk}}{{allergies}}',
    },
    intermediate: {
      indicator: 'info',
      kind: 'risk',
      summary: '10-year ASCVD risk {{ascvd}} % (PREVENT, intermediate); no statin on file',
      detail:
        'At least a moderate-intensity statin is reasonable to discuss. Total CVD {{cvd}} %, heart failure {{hf}}; the estimates are fitted apart.{{allergies}}\n\nFrom: {{inputs}}. {{unused}} {{asOf}}',
    },
    high: {
      indicator: 'warning',
      kind: 'risk',
      summary: '10-year ASCVD risk {{ascvd}} % (PREVENT, high); no statin on file',
      detail:
        'A high-intensity statin (LDL-C fall of 50 % or more) is recommended to discuss. Total CVD {{cvd}} %, heart failure {{hf}}; the estimates are fitted apart.{{allergies}}\n\nFrom: {{inputs}}. {{unused}} {{asOf}}',
    },
  },

  evaluate(
    { patient, conditions, medications, allergies, ldl, scores },
    { now, card, companion, notChecked },
  ) {
    if (conditions.some(isExcluding) || allergies?.some(isToStatin)) return []
    const current = currentMedicines(medications)
    if (current.some(({ medication }) => contains(medication, statin) === true)) return []
    const isIn = isAdult(patient, now)
    const unseen = allergies === undefined ? ' Allergies could not be looked at.' : ''
    const indication = isIn ? indicationOf(conditions, ldl, now) : undefined
    const age = isIn ? ageWithDiabetes(patient, conditions, now) : undefined
    const isUnclear = current.some(({ medication }) => medication.state === 'unknown')
    // A medicine nobody can identify may be one.
    const unclear = notChecked('whether a statin is taken', 'unusable')
    if (isUnclear && (indication !== undefined || age !== undefined)) return [unclear]
    if (indication !== undefined) {
      const advice = adviceAt(ageAt(patient, now))
      return [card('indicated', { ...indication, advice, allergies: unseen })]
    }
    const withDiabetes = (risk: string) =>
      age === undefined ? [] : [card('diabetes', { age, risk, allergies: unseen })]
    const { prevent: risk } = scores
    if (!risk.known)
      return [
        ...withDiabetes('The 10-year risk is not known.'),
        ...(risk.unavailable ? [notChecked('10-year cardiovascular risk')] : []),
      ]
    const { ascvdPct, cvdPct, hfPct } = risk.value
    if (ascvdPct < INTERMEDIATE)
      return withDiabetes(`10-year ASCVD risk ${round(ascvdPct, 1)} % (PREVENT).`)
    // Of today's medicines there would be no risk; one that was kept may be from before.
    if (isUnclear) return [unclear]
    const values = {
      ascvd: round(ascvdPct, 1),
      cvd: round(cvdPct, 1),
      hf: hfPct === undefined ? 'not calculable without BMI' : `${round(hfPct, 1)} %`,
      inputs: risk.inputs.flatMap(wordsOf).join('; '),
      allergies: unseen,
      unused: (risk.unused ?? []).map(unusedWords).join(' '),
      asOf:
        risk.asOf === undefined
          ? ''
          : `Computed ${risk.asOf.slice(0, 10)}; the data could not be read now.`,
    }
    return [
      card(ascvdPct >= HIGH ? 'high' : 'intermediate', values, {
        links: [companion('Open the risk in the companion app', { score: 'prevent' })],
      }),
    ]
  },
})

const NAMES: Readonly<Record<string, string>> = {
  age: 'age',
  totalCholesterol: 'total cholesterol',
  hdl: 'HDL',
  sbp: 'systolic pressure',
  bmi: 'BMI',
  egfr: 'eGFR',
  hba1c: 'HbA1c',
  uacr: 'UACR',
  diabetes: 'diabetes',
  smoker: 'current smoker',
  antihypertensive: 'blood-pressure medicine',
}

/** A lesser model answered for want of this input: the reader must know. */
function unusedWords({ name, reason }: UnusedInput): string {
  return `Not used: ${NAMES[name] ?? name}, because ${reason.text}.`
}

function wordsOf({ name, value, unit, date }: UsedInput): string[] {
  const label = NAMES[name]
  if (label === undefined) return []
  const day = date === undefined ? '' : ` on ${date.slice(0, 10)}`
  if (typeof value === 'boolean') return [`${label} ${value ? 'yes' : 'no'}${day}`]
  return [
    `${label} ${typeof value === 'number' ? round(value, 1) : String(value)}${unit === undefined || unit === 'a' ? '' : ` ${unitText(unit)}`}${day}`,
  ]
}
