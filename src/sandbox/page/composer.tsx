import { useId, useMemo, useState } from 'preact/hooks'
import { Button } from '../../look/button.tsx'
import { addOrder } from './acts.ts'
import { catalogueOf, doseOf, isMedicine, matching } from './orders.ts'
import type { Start } from './state.ts'
import type { Store } from './store.ts'
import type { OrderOffer } from './wire.ts'

const MOST_SHOWN = 6

/** Any medicine or test by its name, with a dose in words. */
export function Composer({ store, start }: { readonly store: Store; readonly start: Start }) {
  const id = useId()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<OrderOffer>()
  const catalogue = useMemo(
    () => (start.state === 'ready' ? catalogueOf(start.patients) : []),
    [start],
  )
  const found = query.trim() === '' ? [] : matching(catalogue, query)
  if (chosen !== undefined)
    return (
      <Dose
        offer={chosen}
        onAdd={(dose) => {
          addOrder(store, chosen.resource, dose)
          setChosen(undefined)
          setQuery('')
        }}
        onCancel={() => setChosen(undefined)}
      />
    )
  return (
    <div class="stack-tight">
      <div class="field">
        <label for={id}>Find a medicine or test</label>
        <input
          id={id}
          class="input"
          type="search"
          autocomplete="off"
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      <p role="status" class="visually-hidden">
        {query.trim() === '' ? '' : `${found.length} found`}
      </p>
      {query.trim() !== '' && found.length === 0 && (
        <p class="quiet">Nothing of that name can be ordered here.</p>
      )}
      {found.length > 0 && (
        <ul class="offers">
          {found.slice(0, MOST_SHOWN).map((offer) => (
            <li key={offer.title}>
              <Button onPress={() => setChosen(offer)}>{offer.title}</Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

interface DoseProps {
  readonly offer: OrderOffer
  readonly onAdd: (dose: string | undefined) => void
  readonly onCancel: () => void
}

function Dose({ offer: { title, resource }, onAdd, onCancel }: DoseProps) {
  const id = useId()
  const takesDose = isMedicine(resource)
  const [dose, setDose] = useState(doseOf(resource) ?? '')
  return (
    <form
      class="stack-tight"
      onSubmit={(event) => {
        event.preventDefault()
        onAdd(takesDose ? dose : undefined)
      }}
    >
      <p>
        <strong>{title}</strong>
      </p>
      {takesDose && (
        <div class="field">
          <label for={id}>Dose and directions</label>
          <input
            id={id}
            class="input"
            value={dose}
            onInput={(event) => setDose(event.currentTarget.value)}
          />
        </div>
      )}
      <div class="row">
        <button type="submit" class="button button-primary">
          Add order
        </button>
        <Button onPress={onCancel}>Cancel</Button>
      </div>
    </form>
  )
}
