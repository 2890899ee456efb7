import { CardView } from '../../look/card-view.tsx'
import { Badge } from '../../look/icon.tsx'
import { dismiss, take } from './acts.ts'
import type { PlacedCard } from './rounds.ts'
import type { Outcome } from './state.ts'
import type { Store } from './store.ts'
import { begin } from './work.ts'

interface CardItemProps {
  readonly store: Store
  readonly placed: PlacedCard
  readonly outcome: Outcome | undefined
}

/** A card and what became of it. */
export function CardItem({ store, placed, outcome }: CardItemProps) {
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
  const taken = (card.suggestions ?? []).filter(({ uuid }) => outcome?.taken.includes(uuid))
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
      {taken.map(({ uuid, label }) => (
        <Badge key={uuid} tone="good" label={`Taken: ${label}`} />
      ))}
    </CardView>
  )
}
