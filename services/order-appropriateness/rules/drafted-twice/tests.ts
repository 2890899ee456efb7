import {
  anyOf,
  broughtBy,
  type CodeSet,
  CPT,
  codeGroup,
  codes,
  codingsOf,
  LOINC,
  type OrderResource,
  wordsIn,
} from '#cds'

/** Tests of which both a code of their own and the panels that hold them are known. */
const KNOWN = [
  known('HbA1c', codeGroup('hba1c'), '83036', broughtBy('hba1c')),
  known('Creatinine', codeGroup('creatinine'), '82565', broughtBy('creatinine')),
  known('Potassium', codeGroup('potassium'), '84132', broughtBy('potassium')),
  known('ALT', codeGroup('alt'), '84460', broughtBy('alt')),
  known('AST', codeGroup('ast'), '84450', broughtBy('ast')),
  known('Platelets', codeGroup('platelets'), '85049', broughtBy('platelets')),
]

function known(name: string, results: CodeSet, cpt: string, brought: CodeSet) {
  return { name, alone: anyOf(results, codes(CPT, [cpt])), brought: anyOf(results, brought) }
}

// Two sets of a blood culture are the rule, and of what is cut out or cultured there may be several
// places, though no order says so. Pathology, and microbiology's cultures.
const SEVERAL_CPT = /^8(?:8\d{3}|70\d\d|71[01]\d)$/
const severalLoinc = codes(LOINC, ['600-7', '17934-1', '17928-3'])
const SEVERAL_WORDS = /cultur|biops|patholog|cytolog|histolog/i
const LABORATORY = /^8\d{4}$/

/** What an order is for. */
export interface Ordered {
  /** Orders that share one of these are for the same test. */
  readonly same: readonly string[]
  /** The known tests that it is for alone, by name. */
  readonly alone: readonly string[]
  /** The known tests that it brings along, by name. */
  readonly brought: readonly string[]
}

/** The tests of an order; none where several of the kind may well be meant. */
export function testsOf(order: OrderResource): Ordered {
  const coded = codingsOf(order).filter(
    ({ system, code }) => system === LOINC || (system === CPT && LABORATORY.test(code)),
  )
  const isSeveral =
    coded.some(({ system, code }) => system === CPT && SEVERAL_CPT.test(code)) ||
    severalLoinc(order) ||
    wordsIn(order.code).some((each) => SEVERAL_WORDS.test(each))
  if (isSeveral) return { same: [], alone: [], brought: [] }
  const alone = KNOWN.filter((each) => each.alone(order)).map(({ name }) => name)
  const brought = KNOWN.filter((each) => each.brought(order)).map(({ name }) => name)
  return {
    same: [...coded.map(({ system, code }) => `${system}|${code}`), ...alone],
    alone,
    brought: brought.filter((name) => !alone.includes(name)),
  }
}
