/** How bad the reaction was, as far as it is recorded. */
export type AllergySeverity = 'scar' | 'severe' | 'intolerance' | 'unspecified'

/** Of an AllergyIntolerance; the members are read with suspicion, so they are unknown. */
interface Allergy {
  readonly type?: unknown
  readonly criticality?: unknown
  readonly reaction?: unknown
}

// Reactions after which the whole class is avoided (Khan 2022, Table IV). Words, because reactions are
// seldom coded; a match only ever makes the card more severe.
const CLASS_WIDE =
  /stevens|toxic epidermal|\bSJS\b|\bTEN\b|\bDRESS\b|drug reaction with eosinophilia|exanthematous pustulosis|\bAGEP\b|h(?:a|ae)emolytic|interstitial nephritis|drug.induced liver/i
const SEVERE = /anaphyla|angio-?o?edema|bronchospasm|laryngeal/i
const ANGIOEDEMA = /angio-?o?edema/i

/** The severity of an allergy: the worst that its reactions, type or criticality say. */
export function allergySeverity(allergy: Allergy): AllergySeverity {
  const words = reactionWords(allergy)
  if (CLASS_WIDE.test(words)) return 'scar'
  const severe =
    allergy.criticality === 'high' ||
    SEVERE.test(words) ||
    objects(allergy.reaction).some(({ severity }) => severity === 'severe')
  if (severe) return 'severe'
  return allergy.type === 'intolerance' ? 'intolerance' : 'unspecified'
}

/** Whether angio-oedema is among the reactions; false where none is described. */
export function hadAngioedema(allergy: Allergy): boolean {
  return ANGIOEDEMA.test(reactionWords(allergy))
}

function reactionWords({ reaction }: Allergy): string {
  return objects(reaction)
    .flatMap(({ manifestation }) =>
      objects(manifestation).flatMap(({ text, coding }) => [
        text,
        ...objects(coding).map(({ display }) => display),
      ]),
    )
    .filter((each) => typeof each === 'string')
    .join(' ')
}

/** The objects of a list; a lone object counts as a list of one. */
function objects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  return all.filter(
    (each): each is Record<string, unknown> => typeof each === 'object' && each !== null,
  )
}
