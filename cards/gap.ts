import type { Card } from '../src/protocol/card.ts'
import { SUMMARY_LIMIT } from '../src/protocol/card.ts'
import { markdownText, shorten, summaryText } from './escape.ts'
import { RULE_SYSTEM } from './systems.ts'

/**
 * The one short card that says what could not be checked, so that silence does not look like safety.
 *
 * @param gaps noun phrases, each with its reason
 */
export function gapCard(
  gaps: readonly { readonly what: string; readonly because: string }[],
  uuid: string,
  label: string,
): Card {
  const whats = [...new Set(gaps.map((gap) => gap.what))]
  const lines = [
    ...new Set(gaps.map((gap) => `- ${markdownText(gap.what)}: ${markdownText(gap.because)}`)),
  ]
  return {
    uuid,
    summary: shorten(`Not checked: ${whats.map(summaryText).join('; ')}`, SUMMARY_LIMIT),
    detail: `These could not be checked. No warning here does not mean that there is no risk.\n\n${lines.join('\n')}`,
    indicator: 'info',
    source: { label, topic: { system: RULE_SYSTEM, code: 'not-checked', display: 'Not checked' } },
  }
}
