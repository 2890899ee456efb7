import { CardView } from '../../look/card-view.tsx'
import { Notice } from '../../look/notice.tsx'
import { Panel } from '../../look/panel.tsx'
import type { Api } from '../api/client.ts'
import type { Advice, Session } from '../api/contract.ts'
import { Suggestions } from '../write-back/suggestions.tsx'

interface Props {
  readonly advice: Advice
  readonly session: Session
  readonly api: Api
}

/** What the rule says now, and what can be done about it. */
export function AdvicePanel({ advice, session, api }: Props) {
  const { state, because, cards, rule } = advice
  if (state === 'no-rule') return <Unread because={because} />
  if (state === 'rule-unavailable') return <LostRule because={because} />
  return (
    <Panel title={rule?.title ?? 'Advice'}>
      <State advice={advice} />
      {cards.map((card) => (
        <CardView key={card.uuid} card={card}>
          <Suggestions card={card} session={session} api={api} />
        </CardView>
      ))}
    </Panel>
  )
}

/** A card was followed: that its rule is not to be had is not "no card". */
function LostRule({ because }: Pick<Advice, 'because'>) {
  return (
    <>
      <Notice tone="warning" title="The rule of the card cannot be shown: this is no all-clear.">
        <p>The rule behind the card that opened the app is not to be had here.</p>
      </Notice>
      <Unread because={because} />
    </>
  )
}

/** What could not be read, for scores that are not shown because of it. */
function Unread({ because }: Pick<Advice, 'because'>) {
  if (because.length === 0) return null
  return (
    <Notice tone="warning" title="Not all of the chart could be read: scores may be missing here.">
      <Reasons because={because} />
    </Notice>
  )
}

function Reasons({ because }: Pick<Advice, 'because'>) {
  return (
    <ul>
      {because.map(({ code, text }) => (
        <li key={code}>{text}</li>
      ))}
    </ul>
  )
}

function State({ advice: { state, because, cards, scores } }: Pick<Props, 'advice'>) {
  const reasons = because.length > 0 && <Reasons because={because} />
  if (state === 'not-evaluated')
    return (
      <Notice tone="warning" title="The rule could not be evaluated: this is no all-clear.">
        {reasons || <p>The data that it needs could not be had.</p>}
      </Notice>
    )
  if (state === 'needs-order')
    return (
      <Notice tone="info" title="This rule speaks when an order is being written.">
        <p>
          The app sees the chart, not the order in hand, so the rule is not repeated here.
          {scores.length > 0 && ' Below are the figures that it goes by.'}
        </p>
        {reasons}
      </Notice>
    )
  if (cards.length > 0) return reasons || null
  return (
    <Notice tone="info" title="The rule was evaluated and has nothing to say about this chart now.">
      {reasons || <p>The chart may have changed since the card was shown.</p>}
    </Notice>
  )
}
