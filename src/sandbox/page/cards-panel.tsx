import { Button } from '../../look/button.tsx'
import { count } from '../../look/format.ts'
import { ask } from './ask.ts'
import { Behind } from './behind.tsx'
import { CardItem } from './card-item.tsx'
import type { ChartProps } from './chart-view.tsx'
import type { Moment } from './hooks.ts'
import { Unchecked, Unloaded } from './notices.tsx'
import {
  cardsOf,
  failedCalls,
  isChecked,
  isSettled,
  type Round,
  tellOf,
  titleOfService,
} from './rounds.ts'
import { type Tab, Tabs } from './tabs.tsx'

const MOMENTS: Readonly<Record<Moment, string>> = {
  chart: 'Chart',
  orders: 'Orders',
  visit: 'Visit',
}

/** The cards of one moment at a time, and what lies behind them. */
export function CardsPanel({ store, state, patient }: ChartProps) {
  const tabs = (Object.keys(MOMENTS) as Moment[]).flatMap((moment): Tab<Moment>[] => {
    const round = state.rounds[moment]
    if (round === undefined) return []
    return [
      {
        key: moment,
        label: (
          <>
            {MOMENTS[moment]} <Count round={round} />
          </>
        ),
      },
    ]
  })
  const round = state.rounds[state.showing]
  return (
    <section class="stack" aria-labelledby="cards">
      <h2 id="cards" tabIndex={-1}>
        Cards
      </h2>
      {round !== undefined && (
        <Tabs
          name="Cards by moment"
          tabs={tabs}
          shown={state.showing}
          onShow={(moment) => store.dispatch({ on: 'shown', moment })}
        >
          <p class="row small quiet">
            <code>{round.occasion.hook}</code>
            <Button kind="plain" onPress={() => ask(store, round.occasion)}>
              Ask again
            </Button>
          </p>
          {state.start.state === 'ready' && <Unloaded {...state.start.listing} />}
          {isSettled(round) ? (
            <Settled {...{ store, state, patient, round }} />
          ) : (
            <p class="quiet">{tellOf(round)}</p>
          )}
        </Tabs>
      )}
    </section>
  )
}

/** How many cards; where a service did not check, no bare number stands for it. */
function Count({ round }: { readonly round: Round }) {
  if (!isSettled(round)) return <span class="tab-count">…</span>
  const cards = cardsOf(round).length
  if (isChecked(round)) return <span class="tab-count">{cards}</span>
  const failed = failedCalls(round).length
  return (
    <span class="tab-count tab-failed">
      {cards > 0 && cards}
      <span aria-hidden="true">{' !'}</span>
      <span class="visually-hidden">
        , {round.listing === 'failed' ? 'none asked' : `${count(failed, 'service')} did not check`}
      </span>
    </span>
  )
}

function Settled({ store, state, round }: ChartProps & { readonly round: Round }) {
  const cards = cardsOf(round)
  return (
    <>
      <Unchecked round={round} onRetry={() => ask(store, round.occasion)} />
      {cards.length === 0 && isChecked(round) && (
        <p>
          {round.calls.length === 0
            ? 'No service listens to this moment.'
            : `No card from ${round.calls.map(({ service }) => titleOfService(service)).join(', ')}. Open one below to ask each of its rules why.`}
        </p>
      )}
      {cards.map((placed) => (
        <CardItem
          key={placed.card.uuid}
          store={store}
          placed={placed}
          outcome={state.outcomes[placed.card.uuid]}
          tasks={state.tasks}
        />
      ))}
      {round.calls.length > 0 && <Behind key={round.id} round={round} />}
    </>
  )
}
