import { type Indicator, indicator, SUMMARY_LIMIT } from '../src/protocol/card.ts'
import { parseWording, type SlotNames, type SlotValue, type Wording } from './wording.ts'

const KINDS = ['general', 'medication', 'risk', 'screening', 'follow-up'] as const

/** What a card is about; decides which override reasons go with it. */
export type CardKind = (typeof KINDS)[number]

/** Wording declared by a rule, so that a clinician can review it without reading logic. */
export interface CardTemplate {
  readonly indicator: Indicator
  /** One sentence, at most 139 characters with its values. */
  readonly summary: string
  /** GitHub-flavoured Markdown without raw HTML. */
  readonly detail?: string
  readonly kind?: CardKind
}

export type CardTemplates = Readonly<Record<string, CardTemplate>>

/** The values that a template's slots want. */
export type Slots<T extends CardTemplate> = {
  readonly [K in
    | SlotNames<T['summary']>
    | (T extends { detail: infer D extends string } ? SlotNames<D> : never)]: SlotValue
}

/** A template, parsed and checked once when the services are loaded. */
export interface CompiledTemplate {
  readonly indicator: Indicator
  readonly kind: CardKind
  readonly summary: Wording
  readonly detail?: Wording
}

/** What makes a link of a text, in Markdown or by itself. */
const LINK = /\]\(|\]:|\/\/|www\./i

/** A slot may be empty, and what stands around it then belongs together. */
const isLinking = (text: string) => LINK.test(text) || /\][(:]/.test(text.replace(SLOT, ''))
const SLOT = /\{\{[^}]*\}\}/g

const GENERIC = /^(alert|warning|notice|attention|reminder|please note)\W*$/i

/** What is wrong with a template, as sentences; empty when all is well. */
export function lintCard(template: CardTemplate): string[] {
  const problems: string[] = []
  if (!indicator.safeParse(template.indicator).success)
    problems.push('has an indicator other than info, warning, critical')
  if (template.kind !== undefined && !KINDS.includes(template.kind))
    problems.push(`has a kind other than ${KINDS.join(', ')}`)
  for (const [field, text] of [
    ['summary', template.summary],
    ['detail', template.detail],
  ] as const) {
    if (text === undefined) continue
    if (text.trim() === '') problems.push(`has an empty ${field}: leave it out or say something`)
    if (/<\/?[a-z!]/i.test(text)) problems.push(`has raw HTML in its ${field}: write Markdown`)
    // Links in wording would be beyond the word of the deployment (`linkHosts`).
    if (isLinking(text))
      problems.push(
        `has a link in its ${field}: give it with the card, as links: [absoluteLink(label, url)]`,
      )
    try {
      parseWording(text)
    } catch (error) {
      problems.push(`${field} ${(error as Error).message}`)
    }
  }
  const fixed = template.summary.replace(SLOT, '')
  if (fixed.length > SUMMARY_LIMIT)
    problems.push(`has a summary longer than ${SUMMARY_LIMIT} characters`)
  if (GENERIC.test(template.summary)) problems.push('has a summary that says nothing on its own')
  return problems
}

/** Compiles a template that `lintCard` finds nothing wrong with. */
export function compileCard(template: CardTemplate): CompiledTemplate {
  return {
    indicator: template.indicator,
    kind: template.kind ?? 'general',
    summary: parseWording(template.summary),
    ...(template.detail === undefined ? {} : { detail: parseWording(template.detail) }),
  }
}
