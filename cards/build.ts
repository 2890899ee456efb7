import { type Card, SUMMARY_LIMIT } from '../src/protocol/card.ts'
import type { CardDraft } from './draft.ts'
import { markdownText, shorten, summaryText } from './escape.ts'
import { faultOf } from './fault.ts'
import { overrideReasons } from './override-reasons.ts'
import { RULE_SYSTEM } from './systems.ts'
import type { CompiledTemplate } from './template.ts'
import { fillWording } from './wording.ts'

/** What the engine knows of the rule that made a draft. */
export interface CardOrigin {
  readonly rule: string
  readonly title: string
  readonly source: { readonly label: string; readonly url?: string }
  readonly templates: ReadonlyMap<string, CompiledTemplate>
}

/** The draft cannot become a valid card: a fault of the rule, never of the patient's data. */
export class CardError extends Error {
  override readonly name = 'CardError'
}

/**
 * Builds a card for the wire: wording filled and escaped, ids, topic, reasons, and a last check against
 * the wire schema (`RESP-05`).
 *
 * @throws CardError where the draft names no declared card or breaks the schema.
 */
export function buildCard(draft: CardDraft, origin: CardOrigin, newId: () => string): Card {
  const template = origin.templates.get(draft.name)
  if (template === undefined) throw new CardError(`no card "${draft.name}" is declared`)
  const { suggestions = [], links = [] } = draft.extras
  const reasons = draft.extras.overrideReasons ?? overrideReasons(template.kind, template.indicator)
  const card: Card = {
    uuid: newId(),
    summary: shorten(fillWording(template.summary, draft.values, summaryText), SUMMARY_LIMIT),
    ...(template.detail === undefined
      ? {}
      : { detail: fillWording(template.detail, draft.values, markdownText) }),
    indicator: template.indicator,
    source: {
      ...origin.source,
      topic: { system: RULE_SYSTEM, code: origin.rule, display: origin.title },
    },
    ...(suggestions.length === 0
      ? {}
      : {
          suggestions: suggestions.map(({ actions, label, ...suggestion }) => ({
            ...suggestion,
            label: line(label),
            uuid: newId(),
            ...(actions === undefined
              ? {}
              : {
                  actions: actions.map((action) => ({
                    ...action,
                    description: line(action.description),
                  })),
                }),
          })),
          selectionBehavior: draft.extras.selectionBehavior ?? ('at-most-one' as const),
        }),
    ...(reasons.length === 0 ? {} : { overrideReasons: reasons }),
    ...(links.length === 0
      ? {}
      : { links: links.map((link) => ({ ...link, label: line(link.label) })) }),
  }
  const fault = faultOf(card, origin.source)
  if (fault !== undefined) throw new CardError(`card "${draft.name}": ${fault}`)
  return card
}

/** Labels may quote data, and some clients render them as HTML. What is no text is left to the check. */
function line<T>(label: T): T | string {
  return typeof label === 'string' ? summaryText(label) : label
}
