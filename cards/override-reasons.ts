import type { Indicator } from '../src/protocol/card.ts'
import type { DisplayedCoding } from '../src/protocol/coding.ts'
import { OVERRIDE_SYSTEM } from './systems.ts'
import type { CardKind } from './template.ts'

/**
 * Why a card was not followed. Three groups make up 78 % of use (Wright, JAMIA 2019;26:934-942):
 * will monitor, not clinically significant, benefit outweighs risk; they come first.
 */
const REASONS = {
  'will-monitor': 'Will monitor or take precautions',
  'benefit-outweighs-risk': 'Benefit outweighs risk',
  'not-clinically-significant': 'Not clinically significant',
  'tolerated-before': 'Patient has tolerated this before',
  'dose-adjusted': 'Dose already adjusted',
  'no-alternative': 'No suitable alternative',
  'allergy-not-true': 'Allergy or problem is not true',
  'inaccurate-data': 'Data are inaccurate or out of date',
  'already-done': 'Already done or planned elsewhere',
  'patient-declined': 'Patient declined',
  'not-now': 'Not appropriate at this visit',
  'limited-life-expectancy': 'Limited life expectancy or comfort care',
  other: 'Other reason',
} as const

type ReasonCode = keyof typeof REASONS

const BY_KIND: Readonly<Record<CardKind, readonly ReasonCode[]>> = {
  general: ['not-clinically-significant', 'inaccurate-data', 'already-done', 'other'],
  medication: [
    'will-monitor',
    'benefit-outweighs-risk',
    'not-clinically-significant',
    'tolerated-before',
    'dose-adjusted',
    'no-alternative',
    'allergy-not-true',
    'inaccurate-data',
    'patient-declined',
    'other',
  ],
  risk: [
    'already-done',
    'patient-declined',
    'not-clinically-significant',
    'inaccurate-data',
    'limited-life-expectancy',
    'not-now',
    'other',
  ],
  screening: [
    'already-done',
    'patient-declined',
    'not-now',
    'inaccurate-data',
    'limited-life-expectancy',
    'other',
  ],
  'follow-up': [
    'already-done',
    'not-clinically-significant',
    'patient-declined',
    'inaccurate-data',
    'other',
  ],
}

/** Reasons that may not be the whole story where a card warns of serious harm. */
const NOT_WHEN_CRITICAL: ReadonlySet<ReasonCode> = new Set([
  'not-clinically-significant',
  'not-now',
])

/** Plain information is put away with one of few reasons. */
const INFO_LIMIT = 5

function reasonsFor(kind: CardKind, indicator: Indicator): DisplayedCoding[] {
  const all = BY_KIND[kind]
  const fitting =
    indicator === 'critical'
      ? all.filter((code) => !NOT_WHEN_CRITICAL.has(code))
      : indicator === 'info' && all.length > INFO_LIMIT
        ? [...all.slice(0, INFO_LIMIT - 1), 'other' as const]
        : all
  return fitting.map((code) => ({ code, system: OVERRIDE_SYSTEM, display: REASONS[code] }))
}

const made = new Map<string, DisplayedCoding[]>()

/** The coded override reasons for a card of this kind and indicator (`CARD-09`). */
export function overrideReasons(kind: CardKind, indicator: Indicator): DisplayedCoding[] {
  const key = `${kind} ${indicator}`
  const known = made.get(key)
  if (known !== undefined) return known
  const reasons = reasonsFor(kind, indicator)
  made.set(key, reasons)
  return reasons
}
