/** Rounds half away from zero to so many digits; for showing, never for deciding. */
export function round(value: number, digits = 0): number {
  const factor = 10 ** digits
  return (Math.sign(value) * Math.round((Math.abs(value) + Number.EPSILON) * factor)) / factor
}
