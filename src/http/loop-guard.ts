/** How late the event loop is: sampled often, judged over time (threat T15). */
export interface LoopState {
  /** Since when it has been late without a calm while; undefined: it is not. */
  readonly lateSince?: number
  readonly lateUntil: number
  readonly stalled: boolean
}

const SAMPLE_MS = 20
const LATE_MS = 200
const STALLED_MS = 1000
const CALM_MS = 250

export const CALM: LoopState = { lateUntil: Number.NEGATIVE_INFINITY, stalled: false }

/**
 * The judgement after one sample: stalled once samples have been more than 200 ms late for a second,
 * without 250 calm milliseconds between them; over after such a calm while.
 *
 * @param now when the sample was taken, in ms.
 * @param lateMs how long after its time that was.
 */
export function afterSample(state: LoopState, now: number, lateMs: number): LoopState {
  if (lateMs > LATE_MS) {
    const lateSince = state.lateSince ?? now - lateMs
    return { lateSince, lateUntil: now, stalled: state.stalled || now - lateSince >= STALLED_MS }
  }
  return state.lateSince === undefined || now - state.lateUntil < CALM_MS ? state : CALM
}

/** Watches the event loop of this process until stopped. */
export function watchLoop(onSample: (now: number, lateMs: number) => void): () => void {
  let due = performance.now() + SAMPLE_MS
  const timer = setInterval(() => {
    const now = performance.now()
    onSample(now, Math.max(0, now - due))
    due = now + SAMPLE_MS
  }, SAMPLE_MS)
  timer.unref()
  return () => clearInterval(timer)
}
