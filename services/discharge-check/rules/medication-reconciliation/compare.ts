import {
  codesIn,
  dailyDose,
  ingredientName,
  isActive,
  type MedicationView,
  medicationView,
  pastDay,
  round,
} from '#cds'

interface Requested {
  readonly id?: unknown
  readonly status?: unknown
  readonly category?: unknown
  readonly dosageInstruction?: unknown
}

interface Step {
  readonly timing?: { readonly repeat?: { readonly boundsPeriod?: { readonly end?: unknown } } }
}

/** A medicine and the order or statement it stands in. */
interface Held {
  readonly resource: object
  readonly medication: MedicationView
}

/** What a list of medicines at home and the prescriptions of a discharge say to each other. */
export interface Comparison {
  /** Taken at home, and neither prescribed again nor stopped. */
  readonly undecided: readonly string[]
  /** Taken at home in another dose of a day than prescribed now, both known. */
  readonly changed: readonly string[]
  /** Neither can be identified, so that nobody can compare them. */
  readonly unknown: readonly string[]
}

/** Whether an order is a prescription of the discharge (FHIR's medicationrequest-category). */
export function isDischarge({ category }: Requested): boolean {
  return codesIn(category).includes('discharge')
}

/** Whether an order is for the time outside of the hospital, and older than the discharge. */
function isHome({ category }: Requested): boolean {
  const found = codesIn(category)
  return found.length === 0 || found.includes('outpatient') || found.includes('community')
}

/**
 * @param requests active prescriptions of all kinds
 * @param statements what the patient says to take
 */
export function compare(
  requests: readonly object[],
  statements: readonly object[],
  now: Date,
): Comparison {
  const active = requests.filter(isActive)
  const discharge = active.filter(isDischarge).map(held)
  const home = [
    ...active.filter((each) => !isDischarge(each) && isHome(each) && !isOver(each, now)),
    ...statements.filter(isActive),
  ].map(held)
  const undecided = new Set<string>()
  const changed = new Set<string>()
  const unknown = new Set<string>()
  for (const each of home) {
    if (each.medication.state === 'none') continue
    if (each.medication.state === 'unknown') {
      unknown.add(each.medication.name || 'a medicine')
      continue
    }
    const again = discharge.find((other) => sameIngredients(each.medication, other.medication))
    for (const words of leftOf(each.medication, discharge)) undecided.add(words)
    if (again !== undefined) for (const words of changeOf(each, again)) changed.add(words)
  }
  for (const { medication } of discharge)
    if (medication.state === 'unknown') unknown.add(medication.name || 'a medicine')
  const sorted = (set: ReadonlySet<string>) => [...set].toSorted()
  return { undecided: sorted(undecided), changed: sorted(changed), unknown: sorted(unknown) }
}

/** A course whose every step has ended, as the order itself says. */
function isOver({ dosageInstruction }: Requested, now: Date): boolean {
  const steps: readonly unknown[] = Array.isArray(dosageInstruction) ? dosageInstruction : []
  return (
    steps.length > 0 &&
    steps.every((step) => pastDay((step as Step).timing?.repeat?.boundsPeriod?.end, now))
  )
}

/** What of a medicine no prescription holds: the whole, or an ingredient of a combination. */
function leftOf(home: MedicationView, discharge: readonly Held[]): readonly string[] {
  const isHeld = (ingredient: string) =>
    discharge.some(({ medication }) => medication.ingredients.includes(ingredient))
  if (!home.ingredients.some(isHeld)) return [home.name]
  // Salts have no name of their own: their ingredient stands beside them.
  return home.ingredients.flatMap((each) => {
    const name = ingredientName(each)
    return name === undefined || isHeld(each) ? [] : [`${name} (of ${home.name})`]
  })
}

function held(resource: object): Held {
  return { resource, medication: medicationView(resource) }
}

function sameIngredients(a: MedicationView, b: MedicationView): boolean {
  return a.ingredients.some((each) => b.ingredients.includes(each))
}

function changeOf(home: Held, now: Held): readonly string[] {
  return home.medication.ingredients.flatMap((ingredient) => {
    const [before, after] = [home, now].map(({ resource, medication }) =>
      dailyDose(resource, medication, ingredient),
    )
    const name = ingredientName(ingredient)
    if (before === undefined || after === undefined || before === after || name === undefined)
      return []
    return [`${name} ${round(before, 2)} to ${round(after, 2)} mg a day`]
  })
}
