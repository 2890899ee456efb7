import { anyOf, broughtBy, codeGroup, LOINC, latest, serviceOrder } from '#cds'

const YEAR = 365

/** What FIB-4 is made of, and the order of each. */
const TESTS = [
  {
    name: 'AST',
    set: codeGroup('ast'),
    ordered: anyOf(codeGroup('ast'), broughtBy('ast')),
    unit: 'U/L',
    order: orderOf('AST', '1920-8'),
  },
  {
    name: 'ALT',
    set: codeGroup('alt'),
    ordered: anyOf(codeGroup('alt'), broughtBy('alt')),
    unit: 'U/L',
    order: orderOf('ALT', '1742-6'),
  },
  {
    name: 'Platelets',
    set: codeGroup('platelets'),
    ordered: anyOf(codeGroup('platelets'), broughtBy('platelets')),
    unit: '10*9/L',
    order: orderOf('Platelets', '777-3'),
  },
] as const

function orderOf(name: string, code: string) {
  return serviceOrder(name, { system: LOINC, code })
}

/** The tests of FIB-4 that nobody has made within a year, and that no request brings along. */
export function testsDue(results: readonly object[], requests: readonly object[], now: Date) {
  return TESTS.filter(
    ({ set, ordered, unit }) =>
      isDue(latest(results, set, unit, { now, withinDays: YEAR })) && !requests.some(ordered),
  )
}

/** None on file, or too old; one that is there and cannot be used is not asked for again. */
function isDue(found: ReturnType<typeof latest>): boolean {
  return found === undefined || (!found.usable && found.reason.code === 'stale')
}
