/** How long before the end the warning stands. */
const WARNING_MS = 60_000

export interface IdleState {
  readonly phase: 'awake' | 'warning' | 'ended'
  /** What ends it: nothing was done for too long, or the longest time is up. */
  readonly by: 'idle' | 'longest'
  readonly secondsLeft: number
}

/**
 * Where a session stands.
 *
 * @param active when the user last did something, in ms
 * @param endsAt when it ends whatever the user does, in ms
 */
export function idleState(
  now: number,
  { active, idleSeconds, endsAt }: { active: number; idleSeconds: number; endsAt: number },
): IdleState {
  const idleEnd = active + idleSeconds * 1000
  const end = Math.min(idleEnd, endsAt)
  const left = end - now
  // A session of two minutes at most would be all warning.
  const warning = Math.min(WARNING_MS, (idleSeconds * 1000) / 2)
  return {
    phase: left <= 0 ? 'ended' : left <= warning ? 'warning' : 'awake',
    by: endsAt < idleEnd ? 'longest' : 'idle',
    secondsLeft: Math.max(0, Math.ceil(left / 1000)),
  }
}
