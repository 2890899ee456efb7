// Whole powers of ten, exact in binary.
const POWERS: readonly number[] = [1, 10, 100, 1_000, 10_000]

/**
 * Rounds half away from zero to so many decimal digits, by the number's decimal form (1.005 → 1.01);
 * for showing, never for deciding.
 */
export function round(value: number, digits = 0): number {
  if (!Number.isFinite(value)) return value
  const size = Math.abs(value)
  const power = POWERS[digits]
  if (power !== undefined && size < 1e9) {
    // Far from a half, binary and decimal form agree; and a quotient of two whole numbers is the
    // number that its decimal form stands for.
    const scaled = size * power
    const part = scaled - Math.floor(scaled)
    if (Math.abs(part - 0.5) > 1e-3) {
      const near = Math.round(scaled) / power
      return near === 0 ? 0 : Math.sign(value) * near
    }
  }
  const rounded = shift(Math.round(shift(size, digits)), -digits)
  return rounded === 0 ? 0 : Math.sign(value) * rounded
}

/** Moves the decimal point in the text, so that no binary fraction creeps in. */
function shift(value: number, digits: number): number {
  if (digits === 0) return value
  const [mantissa = '', exponent = '0'] = String(value).split('e')
  return Number(`${mantissa}e${Number(exponent) + digits}`)
}
