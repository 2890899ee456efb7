import type { Regimen } from './lowered-order.ts'
import { productName } from './product-name.ts'
import { ingredientName, lookupRxnorm, type RxnormProduct } from './table.ts'
import type { MedicationView } from './view.ts'

/** The product that gives a lower dose. */
export interface LowerProduct {
  readonly code: string
  readonly text: string
  /** Whether it is the ordered one. */
  readonly isSame: boolean
  /** Its strength over that of the ordered one; not a number where neither is told. */
  readonly strengthRatio: number
  /** Whether a bare number of the ordered one can only be of units; of a syringe it may be of millilitres. */
  readonly isCounted: boolean
}

/**
 * The ordered product where it can give the dose of a regimen, else the product of the regimen; `undefined` for
 * compounds and where the form would change, for then the label may have another dose.
 */
export function lowerProduct({ code = '' }: MedicationView, to: Regimen): LowerProduct | undefined {
  const ordered = lookupRxnorm(code)
  const other = lookupRxnorm(to.code)
  const [ingredient = '', ...others] = ordered?.ingredients ?? []
  if (ordered === undefined || others.length > 0) return undefined
  // An ingredient without a product: milligrams say it all.
  if (ordered.form === undefined)
    return ordered.strength === undefined
      ? {
          code,
          text: ingredientName(ingredient) ?? code,
          isSame: true,
          strengthRatio: Number.NaN,
          isCounted: false,
        }
      : undefined
  const [old, lower] = [strengthIn(ordered), strengthIn(other)]
  if (ordered.form !== other?.form || old === undefined || lower === undefined) return undefined
  const text = productName(code)
  const isCounted = ordered.strength?.[0]?.[1] === 'MG'
  return text !== undefined && Number.isInteger(to.mg / old)
    ? { code, text, isSame: true, strengthRatio: 1, isCounted }
    : { code: to.code, text: to.text, isSame: false, strengthRatio: lower / old, isCounted }
}

/** What one unit holds, or one millilitre; whole syringes hold more than that. */
function strengthIn(product: RxnormProduct | undefined): number | undefined {
  const [value, unit] = product?.strength?.[0] ?? []
  if (typeof value !== 'number') return undefined
  const [volume = 1] = product?.quantity?.[1] === 'ML' ? product.quantity : []
  if (unit === 'MG') return value
  return unit === 'MG/ML' && typeof volume === 'number' ? value * volume : undefined
}
