import {
  anyOf,
  broughtBy,
  codeGroup,
  defineRule,
  egfr,
  isActive,
  isAdult,
  isAwaited,
  kdigoGrid,
  LOINC,
  latest,
  optional,
  readEgfr,
  round,
  runScore,
  serviceOrder,
  shownDay,
  templates,
} from '#cds'
import { hasAcuteInjury, hasUnstaged, isLater, isUnreadable, isUnreadableSince } from './known.ts'

const known = anyOf(codeGroup('ckd-stage'), codeGroup('esrd'), codeGroup('dialysis'))
const transplant = codeGroup('kidney-transplant', { history: true })
const pregnancy = codeGroup('pregnancy')
const uacrCodes = codeGroup('uacr')
const YEAR = 365
const creatinineTest = anyOf(codeGroup('creatinine'), broughtBy('creatinine'))
const CREATININE_ORDER = serviceOrder('Creatinine', { system: LOINC, code: '2160-0' })
const UACR_ORDER = serviceOrder('Urine albumin/creatinine ratio', {
  system: LOINC,
  code: '14959-1',
})

export default defineRule({
  id: 'kidney-function',
  version: '1.6.0',
  title: 'Kidney function',
  owner: 'Cardiometabolic group',
  reviewBy: '2027-06-30',
  hooks: 'patient-view',
  source: {
    label: 'KDIGO 2024 CKD guideline; CKD-EPI 2021 creatinine equation',
    url: 'https://doi.org/10.1016/j.kint.2023.10.018',
  },
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    creatinine: templates.creatinine,
    egfr: optional(templates.egfr),
    uacr: optional(templates.uacr),
    requests: optional('ServiceRequest?patient={{context.patientId}}&status=active'),
  },
  acceptsPartial: ['requests'],
  scores: { egfr },
  cards: {
    reduced: {
      indicator: 'info',
      kind: 'risk',
      summary: 'eGFR {{egfr}} (KDIGO {{category}}) on {{date}}; {{file}}',
      detail:
        'CKD-EPI 2021{{from}}. {{albuminuria}}. CKD needs persistence for three months or more: a single value is a category, not a diagnosis.',
    },
    severe: {
      indicator: 'warning',
      kind: 'risk',
      summary: 'eGFR {{egfr}} (KDIGO {{category}}) on {{date}}; {{file}}',
      detail:
        'CKD-EPI 2021{{from}}. {{albuminuria}}. Exclude acute kidney injury. KDIGO 2024 advises nephrology referral below 30 and a look at every renally cleared medicine.',
    },
    albuminuria: {
      indicator: 'info',
      kind: 'risk',
      summary: 'Albumin/creatinine {{uacr}} mg/g (KDIGO {{category}}) on {{date}}; {{file}}',
      detail:
        '{{risk}} risk by the KDIGO grid, with eGFR {{egfr}}. CKD needs persistence for three months or more: a single value is a category, not a diagnosis.',
    },
  },

  evaluate(
    { patient, conditions, creatinine, egfr: reported, uacr, requests, scores },
    { now, card, suggest, companion, notChecked },
  ) {
    const active = conditions.filter(isActive)
    if (active.some((each) => known(each)) || active.some(pregnancy)) return []
    if (conditions.some(transplant) || hasAcuteInjury(active, now)) return []
    const scored = scores.egfr.known ? scores.egfr : undefined
    const blood = scored?.inputs.find(({ name }) => name === 'creatinine')
    const stated = isAdult(patient, now) ? readEgfr({ patient, egfr: reported }, now) : undefined
    const own = stated !== undefined && 'value' in stated ? stated : undefined
    // The newer of the two; of one day creatinine, for the card can say what its figure comes from.
    const computed = isLater(own?.date, blood?.date) ? undefined : scored
    const value = computed?.value.egfr ?? own?.value
    if (value === undefined) {
      if (!scores.egfr.known && scores.egfr.unavailable) return [notChecked('kidney function')]
      const isGap = isAdult(patient, now) && isUnreadable(creatinine, reported, now)
      return isGap ? [notChecked('kidney function', 'unusable')] : []
    }
    if (value >= 60 && isUnreadableSince(computed && blood?.date, reported, now))
      return [notChecked('kidney function', 'unusable')]
    const file = hasUnstaged(active)
      ? 'the kidney disease on file has no stage'
      : 'no kidney disease on file'
    const ordered = (requests ?? []).filter((each) => isAwaited(each, now))
    const albumin = latest(uacr, uacrCodes, 'mg/g', { now, withinDays: YEAR })
    const gridWith = (ratio: number | undefined) =>
      runScore(kdigoGrid, { egfr: value, uacrMgG: ratio })
    const whole = gridWith(albumin?.usable ? albumin.value : undefined)
    // A ratio that cannot be must not cost an eGFR that is low.
    const isOdd = !('value' in whole)
    const grid = isOdd ? gridWith(undefined) : whole
    if (!('value' in grid)) return [notChecked('kidney function', 'unusable')]
    const { gCategory, aCategory, risk } = grid.value
    if (value >= 60) {
      if (uacr === undefined) return [notChecked('albuminuria')]
      if (isOdd || (albumin?.usable === false && albumin.reason.code !== 'stale'))
        return [notChecked('albuminuria', 'unusable')]
      if (!albumin?.usable || aCategory === undefined || aCategory === 'A1') return []
      const found = {
        uacr: round(albumin.value),
        category: `${gCategory}${aCategory}`,
        date: shownDay(albumin.date),
        risk: risk === 'moderate' ? 'Moderate' : 'High',
        egfr: round(value),
        file,
      }
      const isAgain = ordered.some(uacrCodes)
      const again = suggest.create('Repeat urine albumin/creatinine ratio', UACR_ORDER)
      return [card('albuminuria', found, { suggestions: isAgain ? [] : [again] })]
    }
    const measured = computed === undefined ? own : blood
    const albuminuria = isOdd
      ? 'The UACR on file cannot be'
      : albumin?.usable
        ? `UACR ${round(albumin.value)} mg/g (${aCategory}), ${risk} risk by the KDIGO grid`
        : uacr === undefined
          ? 'UACR could not be looked at'
          : 'No usable UACR within a year'
    const values = {
      egfr: round(value),
      category: aCategory === undefined ? gCategory : `${gCategory}${aCategory}`,
      date: shownDay(measured?.date),
      from:
        computed === undefined
          ? ', as the laboratory reported it'
          : ` from creatinine ${round(Number(measured?.value), 2)} mg/dL`,
      file,
      albuminuria,
    }
    const suggestions = [
      ...(ordered.some(creatinineTest)
        ? []
        : [suggest.create('Repeat creatinine', CREATININE_ORDER)]),
      ...((albumin?.usable && !isOdd) || uacr === undefined || ordered.some(uacrCodes)
        ? []
        : [suggest.create('Order urine albumin/creatinine ratio', UACR_ORDER)]),
    ]
    return [
      card(value < 30 ? 'severe' : 'reduced', values, {
        suggestions,
        selectionBehavior: 'any',
        links: [companion('Kidney function in the companion app', { score: 'ckd-epi-2021-cr' })],
      }),
    ]
  },
})
