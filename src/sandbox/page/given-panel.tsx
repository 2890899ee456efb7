import { askAgain } from './acts.ts'
import type { Given } from './state.ts'
import type { Store } from './store.ts'

const CHOICES = [
  ['prefetch', 'Send the data along (prefetch)'],
  ['token', 'Let the service fetch (FHIR server and token)'],
] as const

/** How services get at the data; without any they have to say that they could not check. */
export function GivenPanel({ store, given }: { readonly store: Store; readonly given: Given }) {
  return (
    <details class="given">
      <summary>What services are given</summary>
      <fieldset>
        <legend class="small quiet">A change asks about the chart once more.</legend>
        {CHOICES.map(([key, label]) => (
          <label class="choice" key={key}>
            <input
              type="checkbox"
              checked={given[key]}
              onChange={(event) => {
                store.dispatch({ on: 'given', given: { [key]: event.currentTarget.checked } })
                askAgain(store)
              }}
            />
            {label}
          </label>
        ))}
      </fieldset>
    </details>
  )
}
