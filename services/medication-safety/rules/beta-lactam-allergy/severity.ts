/** How bad the reaction was, as far as it is recorded. */
export type Severity = 'scar' | 'severe' | 'intolerance' | 'unspecified'

interface Manifestation {
  readonly text?: string | undefined
  readonly coding?: readonly { readonly display?: string | undefined }[] | undefined
}
interface Reaction {
  readonly severity?: string | undefined
  readonly manifestation?: readonly Manifestation[] | undefined
}
interface Allergy {
  readonly type?: string | undefined
  readonly criticality?: string | undefined
  readonly reaction?: readonly Reaction[] | undefined
}

// Reactions after which the whole class is avoided (Khan 2022, Table IV). Words, because reactions are
// seldom coded; a match only ever makes the card more severe.
const CLASS_WIDE =
  /stevens|toxic epidermal|\bSJS\b|\bTEN\b|\bDRESS\b|drug reaction with eosinophilia|exanthematous pustulosis|\bAGEP\b|h(?:a|ae)emolytic|interstitial nephritis|drug.induced liver/i
const SEVERE = /anaphyla|angio-?o?edema|bronchospasm|laryngeal/i

export function severityOf(allergy: Allergy): Severity {
  const words = (allergy.reaction ?? [])
    .flatMap(({ manifestation = [] }) =>
      manifestation.flatMap(({ text, coding = [] }) => [
        text,
        ...coding.map(({ display }) => display),
      ]),
    )
    .join(' ')
  if (CLASS_WIDE.test(words)) return 'scar'
  const severe =
    allergy.criticality === 'high' ||
    SEVERE.test(words) ||
    allergy.reaction?.some(({ severity }) => severity === 'severe') === true
  if (severe) return 'severe'
  return allergy.type === 'intolerance' ? 'intolerance' : 'unspecified'
}
