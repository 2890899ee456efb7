/** What has become of one suggestion. */
export interface WriteState {
  /** `unknown`: whether the last one arrived was not confirmed. */
  readonly phase: 'idle' | 'confirming' | 'writing' | 'done' | 'failed' | 'unknown'
  /** How many of its resources are in the record: a second try does not write them again. */
  readonly written: readonly string[]
  readonly why?: string
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
  const { phase, written } = state
  switch (event.type) {
    case 'ask':
      return phase === 'idle' || phase === 'failed' || phase === 'unknown'
        ? { phase: 'confirming', written }
        : state
    case 'cancel':
      return phase === 'confirming' ? { phase: 'idle', written } : state
    case 'confirm':
      return phase === 'confirming' ? { phase: 'writing', written } : state
    case 'wrote':
      return { phase, written: [...written, event.reference] }
    case 'finished':
      return { phase: 'done', written }
    case 'failed':
      return { phase: 'failed', written, why: event.why }
    case 'lost':
      return { phase: 'unknown', written, why: event.why }
  }
}
