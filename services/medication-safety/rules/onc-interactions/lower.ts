import { loweredOrders, type Order, type Regimen } from '#cds'
import type { Pair } from './pairs.ts'

/** Products for the doses that labels still allow, by ingredient. */
const DOSES: Readonly<Record<string, readonly Regimen[]>> = {
  36567: [
    {
      code: '314231',
      text: 'simvastatin 10 MG Oral Tablet',
      mg: 10,
      timesPerDay: 1,
      directions: '10 mg once daily in the evening',
    },
    {
      code: '312961',
      text: 'simvastatin 20 MG Oral Tablet',
      mg: 20,
      timesPerDay: 1,
      directions: '20 mg once daily in the evening',
    },
  ],
}

/** An order with the highest dose that its pair allows, where it has more. */
export function allowedOrders(order: Order, { doseCap }: Pair) {
  const { ingredient = '', mgPerDay } = doseCap ?? {}
  const doses = DOSES[ingredient] ?? []
  return loweredOrders(
    order,
    ingredient,
    doses.filter(({ mg }) => mg === mgPerDay),
  )
}
