import { type Amount, ingredientName, lookupRxnorm } from './table.ts'

/**
 * A product in words made of the table's facts, as RxNorm orders them; `undefined` for what is no
 * product with strength and form.
 *
 * @example productName('617310') // 'atorvastatin 20 MG Oral Tablet'
 */
export function productName(code: string): string | undefined {
  const product = lookupRxnorm(code)
  if (product?.form === undefined || product.strength === undefined) return undefined
  const parts = product.ingredients.map((ingredient, index) => {
    const amount = product.strength?.[index]
    const name = ingredientName(ingredient)
    return amount === null || amount === undefined || name === undefined
      ? undefined
      : `${name} ${words(amount)}`
  })
  if (parts.includes(undefined)) return undefined
  const quantity = product.quantity === undefined ? '' : `${words(product.quantity)} `
  return `${quantity}${parts.join(' / ')} ${product.form}`
}

function words([value, unit]: Amount): string {
  return `${value} ${unit}`
}
