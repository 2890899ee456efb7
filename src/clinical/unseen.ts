/**
 * What a rule would have asked and could not, for the end of a card's text; empty where all could be
 * looked at.
 *
 * @example unseenNote({ 'one is ordered': requests === undefined })
 * // ' Whether one is ordered could not be looked at.'
 */
export function unseenNote(isUnseen: Readonly<Record<string, boolean>>): string {
  const what = Object.entries(isUnseen).flatMap(([each, is]) => (is ? [each] : []))
  return what.length === 0 ? '' : ` Whether ${what.join(', or whether ')} could not be looked at.`
}
