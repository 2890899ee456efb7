import { round } from '../../clinical/readers/round.ts'

const INPUT_DIGITS = 2

/** Words of the scores' code that clinicians write otherwise. */
const WRITTEN: Readonly<Record<string, string>> = {
  hba1c: 'with HbA1c',
  uacr: 'with UACR',
  sdi: 'with deprivation index',
}

/** An input or a member of a value, for people. */
export function valueText(value: unknown, digits = INPUT_DIGITS): string {
  if (value === undefined || value === null) return '–'
  if (typeof value === 'number') return numberText(value, digits)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return WRITTEN[value] ?? value.replaceAll('-', ' ')
  if (Array.isArray(value)) return value.map((each) => valueText(each)).join('; ')
  const parts = Object.values(value).map((each) => valueText(each))
  return parts.join(' ')
}

/** So many digits at most, with a true minus. Rounded as the cards round, so that both say the same. */
export function numberText(value: number, digits: number): string {
  return Number.isFinite(value) ? String(round(value, digits)).replace('-', '−') : '–'
}

/** `+2`, `−0.4`; nothing has no sign. */
export function signedText(value: number, digits: number): string {
  const rounded = round(value, digits)
  return rounded > 0 ? `+${numberText(rounded, digits)}` : numberText(rounded, digits)
}
