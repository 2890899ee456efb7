import { useEffect, useState } from 'preact/hooks'
import { type Event, INITIAL, reduced, type State } from './state.ts'

export interface Store {
  get(): State
  dispatch(event: Event): void
  subscribe(listener: () => void): () => void
}

/** The state of the page in one place, to be read at any time, also while something is awaited. */
export function createStore(initial: State = INITIAL): Store {
  let state = initial
  const listeners = new Set<() => void>()
  return {
    get: () => state,
    dispatch(event) {
      state = reduced(state, event)
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The state, for a view that follows it. */
export function useStore(store: Store): State {
  const [state, setState] = useState(store.get())
  useEffect(() => {
    setState(store.get())
    return store.subscribe(() => setState(store.get()))
  }, [store])
  return state
}
