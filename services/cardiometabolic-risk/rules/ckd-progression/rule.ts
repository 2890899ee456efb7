import {
  anyOf,
  codeGroup,
  comfortCare,
  defineRule,
  isActive,
  isAwaited,
  kfre4,
  LOINC,
  latest,
  optional,
  recorded,
  round,
  serviceOrder,
  shownDay,
  templates,
  unseenNote,
} from '#cds'
import { causesToRefer } from './causes.ts'
import { isReferred } from './referral.ts'

const YEAR = 365
/** Per cent, five and two years: KDIGO 2024, practice points 2.2.1 to 2.2.3. */
const REFER_FROM = 3
const REFER = 5
const TEAM = 10
const PREPARE = 40
const kidneyDisease = codeGroup('ckd-stage')
const uacrCodes = codeGroup('uacr')
const failed = anyOf(codeGroup('esrd'), codeGroup('dialysis'))
const transplant = codeGroup('kidney-transplant', { history: true })
const UACR_ORDER = serviceOrder('Albumin/creatinine ratio, urine', {
  system: LOINC,
  code: '9318-7',
})

export default defineRule({
  id: 'ckd-progression',
  version: '1.3.1',
  title: 'Progression of kidney disease',
  owner: 'Cardiometabolic group',
  reviewBy: '2027-06-30',
  hooks: 'patient-view',
  source: {
    label: 'KDIGO 2024 CKD guideline; kidney failure risk equation (Tangri 2016)',
    url: 'https://doi.org/10.1016/j.kint.2023.10.018',
  },
  when: recorded('conditions', kidneyDisease),
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    creatinine: optional(templates.creatinine),
    egfr: optional(templates.egfr),
    uacr: templates.uacr,
    referrals: optional('ServiceRequest?patient={{context.patientId}}'),
  },
  acceptsPartial: ['referrals'],
  scores: { kfre: kfre4 },
  checks: 'progression of kidney disease',
  cards: {
    refer: {
      indicator: 'warning',
      kind: 'follow-up',
      summary: 'Kidney failure risk {{five}} % in 5 years; {{referral}}',
      detail:
        'KDIGO advises referral from 3 to 5 % on. {{causes}}{{step}}Two years: {{two}} %. From eGFR {{egfr}} ({{egfrDay}}) and albumin/creatinine {{uacr}} mg/g ({{uacrDay}}).{{unseen}}',
    },
    consider: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'Kidney failure risk {{five}} % in 5 years: consider nephrology referral',
      detail:
        'KDIGO advises referral from 3 to 5 % on. Two years: {{two}} %. From eGFR {{egfr}} ({{egfrDay}}) and albumin/creatinine {{uacr}} mg/g ({{uacrDay}}).{{unseen}}',
    },
    referByValue: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'Kidney disease with {{causes}}: {{referral}}',
      detail:
        'KDIGO advises referral below an eGFR of 30, and above 700 mg/g of albumin/creatinine.{{unseen}}',
    },
    albuminDue: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'Kidney disease: no albumin/creatinine ratio within a year',
      detail:
        'KDIGO asks for eGFR and ratio at least yearly; without it the risk of kidney failure is not known.{{unseen}}',
    },
  },

  evaluate(
    { referrals, scores, ...data },
    { now, card, suggest, companion, notChecked, isPartial },
  ) {
    const { conditions, uacr } = data
    const active = conditions.filter(isActive)
    if (active.some(failed) || active.some(comfortCare) || conditions.some(transplant)) return []
    if (!active.some(kidneyDisease)) return []
    const isUnseen = referrals === undefined || isPartial('referrals')
    const referralUnseen = unseenNote({
      'a referral is on file': isUnseen,
      'a newer creatinine is on file': data.creatinine === undefined,
    })
    const referral = isUnseen ? 'refer to nephrology' : 'no nephrology referral on file'
    const refer = suggest.create('Refer to nephrology', serviceOrder('Referral to nephrology'))
    const ratio = latest(uacr, uacrCodes, 'mg/g', { now, withinDays: YEAR })
    const isReferredNow = isReferred(referrals ?? [], now)
    const causes = isReferredNow
      ? []
      : causesToRefer(data, ratio?.usable ? ratio.value : undefined, now)
    const byValue =
      causes.length === 0
        ? []
        : [
            card(
              'referByValue',
              { causes: causes.join(', '), referral, unseen: referralUnseen },
              { suggestions: [refer] },
            ),
          ]
    if (ratio?.usable !== true) {
      const isStale = latest(uacr, uacrCodes, 'mg/g', { now })?.usable === true
      if (uacr.length > 0 && !isStale)
        return [...byValue, notChecked('progression of kidney disease', 'unusable')]
      // A low eGFR is a cause by itself, with no ratio to wait for.
      const blind =
        data.creatinine === undefined && causes.length === 0 && !isReferredNow
          ? [notChecked('progression of kidney disease')]
          : []
      if ((referrals ?? []).some((each) => uacrCodes(each) && isAwaited(each, now)))
        return [...byValue, ...blind]
      const suggestions = [suggest.create('Order albumin/creatinine ratio', UACR_ORDER)]
      const unseen = unseenNote({ 'one is ordered': isUnseen })
      return [...byValue, card('albuminDue', { unseen }, { suggestions }), ...blind]
    }
    const { kfre } = scores
    if (!kfre.known)
      return [
        ...byValue,
        notChecked('progression of kidney disease', kfre.unavailable ? 'unavailable' : 'unusable'),
      ]
    const { risk5yPct: five, risk2yPct: two } = kfre.value
    const isKept = kfre.asOf !== undefined
    // What was low when it could be read says nothing of what cannot be read now.
    if (five < REFER_FROM)
      return isKept ? [...byValue, notChecked('progression of kidney disease')] : byValue
    if (isReferredNow) return []
    const input = (name: string) => kfre.inputs.find((each) => each.name === name)
    const values = {
      five: round(five, 1),
      two: round(two, 1),
      egfr: round(Number(input('egfr')?.value)),
      egfrDay: shownDay(input('egfr')?.date),
      uacr: round(Number(input('uacrMgG')?.value)),
      uacrDay: shownDay(input('uacrMgG')?.date),
      unseen:
        kfre.asOf === undefined
          ? referralUnseen
          : `${referralUnseen} Computed ${shownDay(kfre.asOf)}; its data could not be read now.`,
    }
    const extras = {
      suggestions: [refer],
      links: [companion('Open the risk in the companion app', { score: 'kfre' })],
    }
    if (five <= REFER && causes.length === 0) return [card('consider', values, extras)]
    const step =
      two > PREPARE
        ? 'Above 40 % in two years: teach about dialysis and transplant, prepare access. '
        : two > TEAM
          ? 'Above 10 % in two years: care by a multidisciplinary team. '
          : ''
    const alone = causes.length === 0 ? '' : `By itself a cause to refer: ${causes.join(', ')}. `
    return [card('refer', { ...values, referral, step, causes: alone }, extras)]
  },
})
