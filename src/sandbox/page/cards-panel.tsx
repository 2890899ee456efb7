import { Button } from '../../look/button.tsx'
import { count } from '../../look/format.ts'
import { Notice } from '../../look/notice.tsx'
import { ask } from './ask.ts'
import { Behind } from './behind.tsx'
import { CardItem } from './card-item.tsx'
import type { ChartProps } from './chart-view.tsx'
import { FailureText } from './failure-text.tsx'
import type { Moment } from './hooks.ts'
import { cardsOf, failedCalls, isSettled, type Round, tellOf, titleOfService } from './rounds.ts'
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
  const failed = failedCalls(round).length
  if (failed === 0) return <span class="tab-count">{cards}</span>
  return (
    <span class="tab-count tab-failed">
      {cards > 0 && cards}
      <span aria-hidden="true">{' !'}</span>
      <span class="visually-hidden">, {count(failed, 'service')} did not check</span>
    </span>
  )
}

function Settled({ store, state, round }: ChartProps & { readonly round: Round }) {
  const cards = cardsOf(round)
  const failed = failedCalls(round)
  return (
    <>
      {failed.map(({ service, failure }) => (
        <Notice
          key={service.id}
          tone="critical"
          title={`${titleOfService(service)} could not check this patient`}
        >
          <FailureText failure={failure} />
          <p>That there is no card from it does not mean that there is no risk.</p>
          <Button
            label={`Try again: ${titleOfService(service)}`}
            onPress={() => ask(store, round.occasion)}
          >
            Try again
          </Button>
        </Notice>
      ))}
      {cards.length === 0 && failed.length === 0 && (
        <p>
          {round.calls.length === 0
            ? 'No service listens to this moment.'
            : `No card from ${round.calls.map(({ service }) => titleOfService(service)).join(', ')}. What each rule made of it stands below.`}
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
