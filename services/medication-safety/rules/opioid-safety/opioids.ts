import {
  anyOf,
  contains,
  ingredients,
  listedIngredients,
  type Medicine,
  medicationClass,
  mme,
  type OpioidItem,
  opioidsOf,
  type Reason,
  replacedBy,
  runScore,
  rxnorm,
} from '#cds'

const opioid = medicationClass('opioid')
const benzodiazepine = medicationClass('benzodiazepine')

// Naloxone beside an opioid (buprenorphine, pentazocine) keeps it from being injected and reverses nothing.
const mixed = anyOf(opioid, ingredients(listedIngredients(['8001 pentazocine'])))

type Held = Pick<Medicine, 'medication' | 'resource'>

export function isOpioid({ medication }: Held): boolean {
  return contains(medication, opioid) === true
}

/** Whether a medicine is naloxone that reverses an overdose. */
export function isNaloxone({ medication }: Held): boolean {
  return contains(medication, rxnorm.naloxone) === true && contains(medication, mixed) !== true
}

function isBenzodiazepine({ medication }: Held): boolean {
  return contains(medication, benzodiazepine) === true
}

/** The orders that put an opioid and a benzodiazepine together; two orders of one session are one pair. */
export function overlaps<O extends Held>(
  orders: readonly O[],
  all: readonly Medicine[],
): readonly { readonly order: O; readonly other: Medicine }[] {
  const ordered = new Set(orders.map(({ resource }) => resource))
  const [opioids, benzodiazepines] = [all.filter(isOpioid), all.filter(isBenzodiazepine)]
  return orders.flatMap((order) => {
    const partners = isOpioid(order)
      ? benzodiazepines
      : isBenzodiazepine(order)
        ? opioids
        : undefined
    const other = partners?.find((each) => each.resource !== order.resource)
    const isTold = isBenzodiazepine(order) && other !== undefined && ordered.has(other.resource)
    return other === undefined || isTold ? [] : [{ order, other }]
  })
}

/** The dose of a day in morphine milligram equivalents, of what is known. */
export interface Total {
  readonly perDay: number
  /** `oxycodone 60, fentanyl patch 60`. */
  readonly parts: string
  readonly countsAsNeeded: boolean
  /** Why it may be more; empty where it is the whole. */
  readonly open: readonly Reason[]
}

/** Adds up the opioids among medicines; those without a factor or a clear dose stay named, not counted. */
export function totalOf(medicines: readonly Medicine[]): Total {
  const { items, open } = opioidsOf(medicines)
  const counted: OpioidItem[] = []
  const reasons = [...open]
  for (const item of items) {
    const alone = runScore(mme, { items: [item] })
    if ('value' in alone) counted.push(item)
    else if ('notCalculable' in alone) reasons.push(...alone.notCalculable)
  }
  const sum = counted.length === 0 ? undefined : runScore(mme, { items: counted })
  const value = sum !== undefined && 'value' in sum ? sum.value : undefined
  return {
    perDay: value?.totalMmePerDay ?? 0,
    parts: Object.entries(value?.contributions ?? {})
      .map(([drug, part]) => `${NAMES[drug] ?? drug} ${part}`)
      .join(', '),
    countsAsNeeded: value?.countsAsNeeded ?? false,
    open: [...new Map(reasons.map((reason) => [reason.code, reason])).values()],
  }
}

const NAMES: Readonly<Record<string, string>> = { fentanyl_tdermal_mcg_h: 'fentanyl patch' }

/**
 * What will be taken: the orders, and the current medicines that they do not stand for. A refill stands
 * for the current medicine of its ingredients, a changed order for the one it replaces.
 */
export function taken(
  orders: readonly Medicine[],
  current: readonly Medicine[],
  isRefill: boolean,
): readonly Medicine[] {
  const isReplaced = replacedBy(orders)
  const names = new Set(orders.map(({ medication }) => medication.name))
  const rest = current.filter(
    (each) => !isReplaced(each) && !(isRefill && names.has(each.medication.name)),
  )
  return [...orders, ...rest]
}
