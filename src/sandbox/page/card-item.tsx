import { CardView } from '../../look/card-view.tsx'
import { Badge, type Tone } from '../../look/icon.tsx'
import { dismiss, take } from './acts.ts'
import type { PlacedCard } from './rounds.ts'
import type { Outcome } from './state.ts'
import type { Store } from './store.ts'
import type { Task } from './tasks.ts'
import type { Suggestion } from './wire.ts'
import { begin } from './work.ts'

interface CardItemProps {
  readonly store: Store
  readonly placed: PlacedCard
  readonly outcome: Outcome | undefined
  readonly tasks: readonly Task[]
}

/** Taken is what is written; what has nothing to write is taken at once. */
const WORDS: Readonly<Record<Task['state'], readonly [Tone, string]>> = {
  done: ['good', 'Taken'],
  running: ['info', 'Being written'],
  waiting: ['info', 'Waits for you'],
  left: ['info', 'Left as it was'],
  failed: ['critical', 'Not written'],
}

/** A card and what became of it. */
export function CardItem({ store, placed, outcome, tasks }: CardItemProps) {
  const { card, title } = placed
  if (outcome?.dismissed !== undefined)
    return (
      <article class="card" aria-labelledby={`card-${card.uuid}`}>
        <p class="badge">Dismissed</p>
        <h3 id={`card-${card.uuid}`} tabIndex={-1}>
          {card.summary}
        </h3>
        <p class="quiet">{outcome.dismissed}</p>
      </article>
    )
  const takenOf = ({ uuid }: Suggestion) =>
    outcome?.taken.find(({ suggestion }) => suggestion === uuid)
  const taken = (card.suggestions ?? []).filter(takenOf)
  const open =
    card.selectionBehavior === 'any'
      ? (card.suggestions ?? []).filter((each) => !taken.includes(each))
      : taken.length === 0
        ? card.suggestions
        : undefined
  const { suggestions: _, ...rest } = card
  return (
    <CardView
      card={open === undefined || open.length === 0 ? rest : { ...rest, suggestions: open }}
      from={title}
      onSuggestion={(suggestion) => take(store, placed, suggestion)}
      onSmartLink={(link) => begin(store, `App: ${link.label}`, { does: 'launch', link })}
      onDismiss={taken.length > 0 ? undefined : (override) => dismiss(store, placed, override)}
    >
      {taken.map((suggestion) => {
        const task = tasks.find(({ id }) => id === takenOf(suggestion)?.task)
        const [tone, word] = WORDS[task?.state ?? 'done']
        return <Badge key={suggestion.uuid} tone={tone} label={`${word}: ${suggestion.label}`} />
      })}
    </CardView>
  )
}
