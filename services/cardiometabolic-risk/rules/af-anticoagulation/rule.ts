import {
  cha2ds2Vasc,
  codeGroup,
  comfortCare,
  contains,
  currentMedicines,
  defineRule,
  isActive,
  medicationClass,
  medicationOrder,
  optional,
  pregnancyOf,
  recorded,
  rxnorm,
  sexOf,
  templates,
} from '#cds'
import { bleedingFactors, hadBrainBleed, hasFibrillation, valveOf } from './factors.ts'

const anticoagulant = medicationClass('anticoagulant')
const liver = codeGroup('liver-disease-severe')
const APIXABAN = { code: '1364430', name: 'apixaban' }

export default defineRule({
  id: 'af-anticoagulation',
  version: '1.3.0',
  title: 'Anticoagulation in atrial fibrillation',
  owner: 'Cardiometabolic group',
  reviewBy: '2027-06-30',
  hooks: 'patient-view',
  source: {
    label: '2023 ACC/AHA/ACCP/HRS atrial fibrillation guideline; CHA2DS2-VASc (Lip 2010)',
    url: 'https://doi.org/10.1161/CIR.0000000000001193',
  },
  when: recorded('conditions', codeGroup('atrial-fibrillation')),
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    medications: templates.medications,
    bloodPressure: optional(templates.bloodPressure),
  },
  scores: { stroke: cha2ds2Vasc },
  checks: 'anticoagulation in atrial fibrillation',
  cards: {
    recommended: {
      indicator: 'warning',
      kind: 'risk',
      summary: 'Atrial fibrillation, CHA2DS2-VASc {{score}}: no anticoagulant on file',
      detail:
        'Anticoagulation is recommended (about {{rate}} % strokes a year without). {{choice}}{{bleeding}}{{aspirin}}\n\nPoints: {{points}}.',
    },
    reasonable: {
      indicator: 'info',
      kind: 'risk',
      summary: 'Atrial fibrillation, CHA2DS2-VASc {{score}}: no anticoagulant on file',
      detail:
        'Anticoagulation is reasonable to discuss (about {{rate}} % strokes a year without). {{choice}}{{bleeding}}{{aspirin}}\n\nPoints: {{points}}.',
    },
    valve: {
      indicator: 'warning',
      kind: 'risk',
      summary: 'Atrial fibrillation with {{valve}}: no anticoagulant on file',
      detail:
        'With a mechanical valve, or stenosis that is moderate or severe, warfarin is recommended whatever the score, and no DOAC; else the score decides (CHA2DS2-VASc {{score}}).{{bleeding}}{{aspirin}}\n\nPoints: {{points}}.',
    },
    unclear: {
      indicator: 'info',
      kind: 'risk',
      summary: 'Atrial fibrillation, CHA2DS2-VASc {{score}}: is an anticoagulant taken?',
      detail: '{{why}} {{choice}}{{bleeding}}{{aspirin}}\n\nPoints: {{points}}.',
    },
    specialist: {
      indicator: 'info',
      kind: 'risk',
      summary: 'Atrial fibrillation, CHA2DS2-VASc {{score}}: anticoagulation is for a specialist',
      detail: '{{why}}{{mend}}{{aspirin}}\n\nPoints: {{points}}.',
    },
  },

  evaluate(
    { patient, conditions, medications, bloodPressure, scores },
    { now, card, suggest, companion, notChecked },
  ) {
    const active = conditions.filter(isActive)
    if (!hasFibrillation(conditions) || active.some(comfortCare)) return []
    const current = currentMedicines(medications)
    if (current.some(({ medication }) => contains(medication, anticoagulant) === true)) return []
    const { stroke } = scores
    if (!stroke.known)
      return [
        notChecked(
          'stroke risk in atrial fibrillation',
          stroke.unavailable ? 'unavailable' : 'unusable',
        ),
      ]
    const { score, strokePctPerYear, contributions } = stroke.value
    // A woman's point is of her sex alone: it does not make the case by itself.
    const counted = sexOf(patient) === 'female' ? score - 1 : score
    const valve = valveOf(conditions)
    if (counted < 1 && valve === undefined) return []
    const { mendable, hasBled } = bleedingFactors(conditions, current, bloodPressure, now)
    const takesAspirin = current.some(
      ({ medication }) => contains(medication, rxnorm.aspirin) === true,
    )
    const values = {
      score,
      rate: strokePctPerYear,
      choice:
        'A DOAC comes before warfarin, except with a mechanical valve or moderate to severe mitral stenosis.',
      bleeding: `${mendable.length === 0 ? '' : ` To mend, and no reason by itself to withhold it: ${mendable.join(', ')}.`}${hasBled ? ' An earlier bleed is on file.' : ''}`,
      aspirin: takesAspirin ? ' Aspirin in its place does harm (class 3).' : '',
      points:
        Object.entries(contributions)
          .flatMap(([name, points]) => (points > 0 ? [`${NAMES[name] ?? name} ${points}`] : []))
          .join(', ') || 'none',
    }
    const extras = {
      suggestions: [
        suggest.create('Order apixaban', medicationOrder(APIXABAN.code, APIXABAN.name)),
      ],
      links: [companion('Open the score in the companion app', { score: 'stroke' })],
    }
    const unknown = current.find(({ medication }) => medication.state === 'unknown')
    const unidentified =
      unknown === undefined
        ? []
        : [
            `${unknown.medication.name || 'A current medicine'} could not be identified; no other current medicine is an anticoagulant.`,
          ]
    const against = [
      ...(conditions.some(hadBrainBleed)
        ? ['A bleed in the head is on file: whether to anticoagulate is for a specialist.']
        : []),
      ...(active.some(liver)
        ? ['Severe liver disease is on file, for which DOACs are not advised or not studied.']
        : []),
      ...(pregnancyOf(conditions, [], now).state === 'pregnant'
        ? [
            'Pregnancy is on file: DOACs are not recommended and warfarin is contraindicated, low molecular weight heparin is for a specialist.',
          ]
        : []),
    ]
    const why = [...against, ...unidentified].join(' ')
    const { links } = extras
    const mend =
      mendable.length === 0
        ? ''
        : ` What raises the risk of bleeding can be mended: ${mendable.join(', ')}.`
    if (against.length > 0) return [card('specialist', { ...values, why, mend }, { links })]
    if (unidentified.length > 0) return [card('unclear', { ...values, why }, { links })]
    if (valve !== undefined) return [card('valve', { ...values, valve }, { links })]
    return [card(counted >= 2 ? 'recommended' : 'reasonable', values, extras)]
  },
})

const NAMES: Readonly<Record<string, string>> = {
  age: 'age',
  sex: 'sex',
  heartFailure: 'heart failure',
  hypertension: 'hypertension',
  diabetes: 'diabetes',
  strokeTiaTe: 'stroke or TIA',
  vascularDisease: 'vascular disease',
}
