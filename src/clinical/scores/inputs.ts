import { z } from 'zod'

/** A yes or no; 1 and 0 mean the same. */
export const flag = z.union([z.boolean(), z.literal(0), z.literal(1)]).transform(Boolean)

/** The sex that the published equations were derived by. Others are not calculable, and said so. */
export const sex = z.enum(['female', 'male']).meta({ title: 'Sex' })

/** A number with its unit, inside the valid range. */
export function measured(unit: string, title: string, least: number, most: number) {
  return z.number().min(least).max(most).meta({ unit, title })
}
