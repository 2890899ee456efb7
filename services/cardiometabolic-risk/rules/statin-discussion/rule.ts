import {
  anyOf,
  codeGroup,
  defineRule,
  isActive,
  optional,
  prevent,
  round,
  templates,
  type UnusedInput,
  type UsedInput,
  unitText,
} from '#cds'

// ACC/AHA 2026 lipid guideline: PREVENT-ASCVD, 10 years.
const INTERMEDIATE = 5
const HIGH = 10

const excluded = anyOf(
  codeGroup('pregnancy'),
  codeGroup('breastfeeding'),
  codeGroup('liver-disease-severe'),
  codeGroup('rhabdomyolysis'),
  codeGroup('statin-muscle-symptoms'),
  codeGroup('statin-allergy'),
  codeGroup('hospice'),
  codeGroup('esrd'),
)
const statinAllergy = codeGroup('statin-allergy')

export default defineRule({
  id: 'statin-discussion',
  version: '1.0.0',
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
    allergies: optional(templates.allergies),
  },
  scores: { prevent },
  cards: {
    intermediate: {
      indicator: 'info',
      kind: 'risk',
      summary: '10-year ASCVD risk {{ascvd}} % (PREVENT, intermediate); no statin on file',
      detail:
        'At least a moderate-intensity statin is reasonable to discuss. Total CVD {{cvd}} %, heart failure {{hf}}; the estimates are fitted apart.\n\nFrom: {{inputs}}. {{unused}} {{asOf}}',
    },
    high: {
      indicator: 'warning',
      kind: 'risk',
      summary: '10-year ASCVD risk {{ascvd}} % (PREVENT, high); no statin on file',
      detail:
        'A high-intensity statin (LDL-C fall of 50 % or more) is recommended to discuss. Total CVD {{cvd}} %, heart failure {{hf}}; the estimates are fitted apart.\n\nFrom: {{inputs}}. {{unused}} {{asOf}}',
    },
  },

  evaluate({ conditions, allergies, scores }, { card, companion, notChecked }) {
    const { prevent: risk } = scores
    if (!risk.known) return risk.unavailable ? [notChecked('10-year cardiovascular risk')] : []
    const { ascvdPct, cvdPct, hfPct } = risk.value
    const onStatin = risk.inputs.some(({ name, value }) => name === 'statin' && value === true)
    if (onStatin || ascvdPct < INTERMEDIATE) return []
    if (conditions.some((each) => isActive(each) && excluded(each))) return []
    if (allergies?.some((each) => isActive(each) && statinAllergy(each))) return []
    const values = {
      ascvd: round(ascvdPct, 1),
      cvd: round(cvdPct, 1),
      hf: hfPct === undefined ? 'not calculable without BMI' : `${round(hfPct, 1)} %`,
      inputs: risk.inputs.flatMap(wordsOf).join('; '),
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
