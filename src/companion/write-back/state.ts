/** What has become of one suggestion. */
export interface WriteState {
  /** `unknown`: whether the last one arrived was not confirmed. */
  readonly phase: 'idle' | 'confirming' | 'writing' | 'done' | 'failed' | 'unknown'
  /** How many of its resources are in the record: a second try does not write them again. */
  readonly written: readonly string[]
  /** Why the last try failed. */
  readonly why?: string
  /** Why it is not known whether the next one arrived: so it stays until that one is confirmed. */
  readonly doubt?: string
}

export type WriteEvent =
  | { readonly type: 'ask' }
  | { readonly type: 'cancel' }
  | { readonly type: 'confirm' }
  | { readonly type: 'wrote'; readonly reference: string }
  | { readonly type: 'finished' }
  | { readonly type: 'failed' | 'lost'; readonly why: string }

export const NOT_WRITTEN: WriteState = { phase: 'idle', written: [] }

/** A second confirmation while writing, or any after the end, changes nothing. */
export function writeReducer(state: WriteState, event: WriteEvent): WriteState {
  const { phase, written, doubt } = state
  switch (event.type) {
    case 'ask':
      return phase === 'idle' || phase === 'failed' || phase === 'unknown'
        ? { ...state, phase: 'confirming' }
        : state
    case 'cancel':
      return phase === 'confirming' ? { ...state, phase: restOf(state) } : state
    case 'confirm':
      return phase === 'confirming' ? { ...state, phase: 'writing' } : state
    case 'wrote':
      return { phase, written: [...written, event.reference] }
    case 'finished':
      return { phase: 'done', written }
    case 'failed':
      return doubt === undefined
        ? { phase: 'failed', written, why: event.why }
        : // A refusal now says nothing about the one before.
          { phase: 'unknown', written, why: event.why, doubt }
    case 'lost':
      return { phase: 'unknown', written, doubt: event.why }
  }
}

/** What there was to say before the question. */
function restOf({ why, doubt }: WriteState): WriteState['phase'] {
  if (doubt !== undefined) return 'unknown'
  return why === undefined ? 'idle' : 'failed'
}
