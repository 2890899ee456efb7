import {
  affirmed,
  anyOf,
  codeGroup,
  codingsOf,
  ICD10CM,
  isActive,
  isCancer,
  wordsOfOrder,
} from '#cds'

// ACR and Choosing Wisely, as far as they are coded: those that count for good, and those of now.
const brainBleed = codeGroup('intracranial-haemorrhage', { history: true })
const now = anyOf(codeGroup('hiv'), codeGroup('pregnancy'), codeGroup('kidney-transplant'))
// Unruptured aneurysm and malformation; tumours of brain and meninges; fracture and injury of the head;
// papilloedema, hydrocephalus, raised pressure, sinus thrombosis; transplants, immune deficiency; puerperium.
const CODED =
  /^(?:I67\.1|Q28\.[23]|D3[23]\.|D4[23]\.|D49\.6|S0[26]\.|S09\.90|H47\.1|G91\.|G93\.2|G08|I67\.6|Z94\.|D8[0-4]\.|O8[5-9]|O9[0-2]\.|Z39\.)/

/** Whether a problem is a red flag. */
export function isFlag(condition: object): boolean {
  if (isCancer(condition) || brainBleed(condition)) return true
  if (!isActive(condition)) return false
  return (
    now(condition) ||
    codingsOf(condition).some(({ system, code }) => system === ICD10CM && CODED.test(code))
  )
}

const WORDS =
  /thunderclap|sudden|worst|trauma|injur|\bfall\b|fell\b|accident|assault|concuss|seizure|syncop|weak|numb|deficit|paresis|palsy|aphasi|diplopia|double vision|(?:loss of|visual) (?:vision|loss|field)|vision loss|papill|fever|stiff|mening|cancer|tumou?r|mass\b|metasta|malignan|immun|hiv\b|transplant|anticoag|bleed|ha?emorrh|aneurysm|stroke|pregnan|post ?-?partum|exert|valsalva|cough|orthostat|position|\bchang|\bnew\b|progress|worse|confus|altered|shunt|(?<!blood )pressure|red flag/i
const isFlagged = affirmed(WORDS)

/** Whether an order names a red flag in words. For silence only: words are no proof, and denied ones no flag. */
export function namesFlag(order: object, conditions: readonly object[]): boolean {
  return wordsOfOrder(order, conditions).some(isFlagged)
}
