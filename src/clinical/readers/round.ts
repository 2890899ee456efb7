/**
 * Rounds half away from zero to so many decimal digits, by the number's decimal form (1.005 → 1.01);
 * for showing, never for deciding.
 */
export function round(value: number, digits = 0): number {
  if (!Number.isFinite(value)) return value
  const size = Math.abs(value)
  const rounded = shift(Math.round(shift(size, digits)), -digits)
  return rounded === 0 ? 0 : Math.sign(value) * rounded
}

/** Moves the decimal point in the text, so that no binary fraction creeps in. */
function shift(value: number, digits: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e')
  return Number(`${mantissa}e${Number(exponent) + digits}`)
}
