import { buildCard } from '../../cards/build.ts'
import type { Drafts, GapDraft } from '../../cards/draft.ts'
import { withinLinks } from '../../cards/link-hosts.ts'
import { FAILURES } from '../prefetch/data.ts'
import { type Action, action as actionSchema } from '../protocol/action.ts'
import type { Card } from '../protocol/card.ts'
import { faultOf } from './fault.ts'
import { BECAUSE } from './gather.ts'
import type { LoadedRule } from './registry.ts'
import type { RuleReport } from './report.ts'
import type { Lack } from './rule-data.ts'
import type { RuleOutcome, RunSetting } from './run-rule.ts'

/** Something that was not checked, in words for the gap card. */
export interface Gap {
  readonly what: string
  readonly because: string
  /** The prefetch key that could not be had, where that is why. */
  readonly key?: string
  /**
   * Set where something did not work, rather than that data were not sent or say too little. Every service
   * tells of that: nobody could know that a check which is there on other days was not made.
   */
  readonly isFailure?: true
}

/** A card, and where it comes from. */
export interface MadeCard {
  readonly card: Card
  readonly origin: CardSource
}

export interface CardSource {
  readonly rule: string
  readonly ruleVersion: string
  readonly cardName: string
  /**
   * The card as JSON: what goes on the wire. Objects that the rule brought along (resources in
   * suggestions) may be more than data, and are not looked at again.
   */
  readonly text: string
}

/** What one rule adds to the answer. */
export interface Made {
  readonly rule: string
  readonly report: RuleReport
  readonly cards: readonly MadeCard[]
  readonly gaps: readonly Gap[]
  readonly systemActions: readonly Action[]
}

/** Why something was not checked, in words for a card. */
export const NOT_CHECKED = {
  partial: 'the record system sent only a part of the data',
  none: 'the record has none of the data',
  failed: 'the check itself failed',
  suspended: 'the check is suspended, because it failed several times',
  late: 'the check was not finished in time',
  'too-little': 'the data say too little',
} as const

const OVERRUN = { name: 'OverrunError', at: 'unknown' }

/** More than any rule has reason to say; what is beyond is a fault of the rule (T23). */
const MOST_DRAFTS = 100
const MOST_CHARS = 256 * 1024

type Building = Pick<RunSetting, 'guard' | 'newCardId' | 'companionUrl' | 'linkHosts' | 'anyFailed'>

/** Makes a rule's outcome into what it adds to the answer; all of it or nothing. Never throws. */
export function madeOf(
  loaded: LoadedRule,
  outcome: RuleOutcome,
  ms: number,
  setting: Building,
): Made {
  switch (outcome.state) {
    case 'evaluated':
      return built(loaded, outcome.drafts, ms, setting)
    case 'not-evaluated':
      return without(loaded, 'not-evaluated', ms, lackGaps(loaded.checks, outcome.lacks))
    case 'failed': {
      const { error } = outcome
      const gaps = [failedGap(loaded, 'failed')]
      return without(loaded, 'failed', ms, gaps, { fault: faultOf(error), error })
    }
    case 'late': {
      const gaps = [failedGap(loaded, 'late')]
      return without(loaded, 'late', ms, gaps, outcome.overrun ? { fault: OVERRUN } : {})
    }
    case 'suspended':
      return without(loaded, 'suspended', ms, [failedGap(loaded, 'suspended')])
  }
}

function without(
  { rule }: LoadedRule,
  state: RuleReport['state'],
  ms: number,
  gaps: readonly Gap[],
  more: Pick<RuleReport, 'fault' | 'error'> = {},
): Made {
  const report = { rule: rule.id, state, ms, cards: 0, ...more }
  return { rule: rule.id, report, cards: [], gaps, systemActions: [] }
}

function built(loaded: LoadedRule, drafts: Drafts, ms: number, setting: Building): Made {
  const { guard, newCardId } = setting
  guard.enter(loaded)
  try {
    const { rule, title, templates } = loaded
    const cards: MadeCard[] = []
    const gaps: Gap[] = []
    const systemActions: Action[] = []
    let blind = drafts.length > 0
    let chars = 0
    let linksDropped = 0
    const count = (more: number): void => {
      chars += more
      if (chars > MOST_CHARS) throw new Error('evaluate returned more than any client could show')
    }
    if (drafts.length > MOST_DRAFTS) throw new Error('evaluate returned too many drafts')
    for (const draft of drafts) {
      if (draft.kind === 'gap') {
        const { what, why } = plainGap(draft)
        if (why !== 'unavailable') blind = false
        count(what.length)
        // A medicine whose Medication could not be read says too little, too.
        gaps.push({
          what,
          because: why === 'unavailable' ? BECAUSE['not-sent'] : NOT_CHECKED['too-little'],
          ...failure(setting.anyFailed()),
        })
        continue
      }
      blind = false
      if (draft.kind === 'system-action')
        systemActions.push(actionSchema.parse(plain(draft.action, count)))
      else {
        const origin = { rule: rule.id, title, source: rule.source, templates }
        // Read once: it could be another thing the next time.
        const { name, values, extras } = draft
        const made = buildCard({ kind: 'card', name, values, extras }, origin, newCardId)
        const { card, dropped } = withinLinks(made, setting)
        linksDropped += dropped
        const text = JSON.stringify(card)
        count(text.length)
        const { id, version } = rule
        cards.push({ card, origin: { rule: id, ruleVersion: version, cardName: name, text } })
      }
    }
    const state = blind ? 'not-evaluated' : 'evaluated'
    const links = linksDropped > 0 ? { linksDropped } : {}
    const report = { rule: rule.id, state, ms, cards: cards.length, ...links } as const
    return { rule: rule.id, report, cards, gaps, systemActions }
  } catch (error) {
    const gaps = [failedGap(loaded, 'failed')]
    return without(loaded, 'failed', ms, gaps, { fault: faultOf(error), error })
  } finally {
    guard.leave()
  }
}

function failedGap({ checks }: LoadedRule, how: 'failed' | 'late' | 'suspended'): Gap {
  return { what: checks, because: NOT_CHECKED[how], isFailure: true }
}

const failure = (is: boolean): Pick<Gap, 'isFailure'> => (is ? { isFailure: true } : {})

function plainGap({ what, why }: GapDraft): GapDraft {
  if (typeof what !== 'string') throw new TypeError('notChecked takes a text')
  return { kind: 'gap', what, why }
}

/** A copy that is data and nothing else: no getter, proxy or method of a rule's can be met in it again. */
function plain<T>(value: T, count: (chars: number) => void): T {
  const text = JSON.stringify(value)
  count(text.length)
  return JSON.parse(text)
}

/** Why a key is not there as a rule needs it, in words for people. */
export function because(why: Lack['why']): string {
  return why === 'partial' || why === 'none' ? NOT_CHECKED[why] : BECAUSE[why]
}

function lackGaps(what: string, lacks: readonly Lack[]): Gap[] {
  return lacks.map(({ key, why }) => ({
    what,
    because: because(why),
    key,
    ...failure(why === 'partial' || FAILURES.has(why)),
  }))
}
