import ucum from '@lhncbc/ucum-lhc'

interface Conversion {
  readonly status: string
  readonly toVal: number | null
}
interface UcumUtils {
  convertUnitTo(from: string, value: number, to: string): Conversion
  validateUnitString(unit: string): { readonly status: string }
}

let utils: UcumUtils | undefined

/** The UCUM tables take some 40 ms to unpack, so that waits for the first unit that needs it. */
function instance(): UcumUtils {
  utils ??= ucum.UcumLhcUtils.getInstance() as UcumUtils
  return utils
}

const factors = new Map<string, number | undefined>()

/** The factor from one UCUM unit to another of the same dimension; `undefined` if there is none. */
function factor(from: string, to: string): number | undefined {
  const key = `${from}\n${to}`
  if (factors.has(key)) return factors.get(key)
  const found = linearFactor(from, to)
  if (factors.size < 10_000) factors.set(key, found)
  return found
}

function linearFactor(from: string, to: string): number | undefined {
  const [one, two, zero] = [1, 2, 0].map((value) => instance().convertUnitTo(from, value, to))
  if (one?.status !== 'succeeded' || one.toVal === null || two?.toVal == null) return undefined
  // Temperatures and logarithmic units are not a factor; nothing that we read is in them.
  const linear = Math.abs(two.toVal - 2 * one.toVal) <= 1e-9 * Math.abs(two.toVal)
  return linear && Math.abs(zero?.toVal ?? 0) < 1e-12 ? one.toVal : undefined
}

/** Converts between UCUM units of one dimension; `undefined` where they are not of one. */
export function convertUcum(value: number, from: string, to: string): number | undefined {
  if (from === to) return value
  const times = factor(from, to)
  return times === undefined ? undefined : value * times
}

const valid = new Map<string, boolean>()

/** Whether a text is a UCUM unit. */
export function isUcum(unit: string): boolean {
  const known = valid.get(unit)
  if (known !== undefined) return known
  const answer = instance().validateUnitString(unit).status === 'valid'
  if (valid.size < 10_000) valid.set(unit, answer)
  return answer
}
