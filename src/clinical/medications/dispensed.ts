import { type JsonRecord, record, text } from '../codes/record.ts'
import { quantityOf } from './dosage.ts'
import type { LowerProduct } from './lower-product.ts'

const SYRINGE = /^\{?syringes?\}?$|^syringe\(s\)$/i

/**
 * What an order has dispensed, for as many days of another dose: the part of it that changes. `undefined` where that
 * is for people: the number does not come out even, may be one of milligrams or millilitres while the product becomes
 * another, or stands beside that of a first fill.
 *
 * @param doseRatio the new dose of a day over the old one
 */
export function dispensedFor(
  order: JsonRecord,
  doseRatio: number,
  product: LowerProduct,
): JsonRecord | undefined {
  const dispenseRequest = record(order.dispenseRequest)
  if (dispenseRequest?.initialFill !== undefined) return undefined
  const quantity = record(dispenseRequest?.quantity)
  if (quantity === undefined) return {}
  if (!product.isSame && !countsUnits(quantity, product)) return undefined
  const ratio = doseRatio / product.strengthRatio
  const value = typeof quantity.value === 'number' ? quantity.value * ratio : Number.NaN
  if (!Number.isInteger(value)) return undefined
  return { dispenseRequest: { ...dispenseRequest, quantity: { ...quantity, value } } }
}

/** Whether a quantity is one of tablets, capsules, patches or syringes. */
function countsUnits(quantity: JsonRecord, { isCounted }: LowerProduct): boolean {
  const units = [text(quantity.code), text(quantity.unit)].filter((unit) => unit !== undefined)
  if (units.length === 0) return isCounted
  return units.some((unit) => SYRINGE.test(unit)) || quantityOf(quantity)?.unit === 'each'
}
