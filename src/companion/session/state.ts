import type { Session } from '../api/contract.ts'

/** How a session ended; `leaving`: gone from the page, and the service is being told. */
export type Ending = 'expired' | 'leaving' | 'logged-out' | 'logged-out-here'

/** What the page as a whole is about. */
export type AppState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'none' }
  | { readonly phase: 'failed'; readonly why: string }
  | { readonly phase: 'open'; readonly session: Session }
  | { readonly phase: 'ended'; readonly ending: Ending }

export type AppEvent =
  | { readonly type: 'opened'; readonly session: Session }
  | { readonly type: 'unauthorized' }
  | { readonly type: 'failed'; readonly why: string }
  | { readonly type: 'ended'; readonly ending: Ending }
  | { readonly type: 'retry' }

/** An end is final: no late answer brings a closed chart back to the screen. */
export function appReducer(state: AppState, event: AppEvent): AppState {
  if (state.phase === 'ended') return state.ending === 'leaving' ? left(event, state) : state
  switch (event.type) {
    case 'opened':
      return { phase: 'open', session: event.session }
    case 'failed':
      return state.phase === 'loading' ? { phase: 'failed', why: event.why } : state
    case 'unauthorized':
      return state.phase === 'open' ? { phase: 'ended', ending: 'expired' } : { phase: 'none' }
    case 'ended':
      return { phase: 'ended', ending: event.ending }
    case 'retry':
      return { phase: 'loading' }
  }
}

/** What the service said to the log-out; that it knows no session any more is as good. */
function left(event: AppEvent, state: AppState): AppState {
  if (event.type === 'unauthorized') return { phase: 'ended', ending: 'logged-out' }
  return event.type === 'ended' ? { phase: 'ended', ending: event.ending } : state
}
