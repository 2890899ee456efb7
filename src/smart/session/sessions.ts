import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Session, SessionEnd } from './session.ts'

export interface SessionLimits {
  readonly idleMs: number
  readonly absoluteMs: number
  /** Sessions at once; beyond it nobody is let in, rather than somebody thrown out. */
  readonly most: number
}

/** The sessions of one process, by a cookie that only the browser knows. */
export interface Sessions {
  readonly limits: SessionLimits
  /** Whether there is room for one more. */
  hasRoom(): boolean
  /** Takes a session in; the value of its cookie. */
  begin(session: Session): string
  /** The live session of a cookie; one whose time is up ends here. */
  find(cookie: string | undefined): Session | undefined
  /** Somebody is at work. */
  wake(session: Session): void
  /** Forgets a session; resolves to what `onEnd` has come to. */
  end(session: Session, why: SessionEnd): Promise<boolean>
  /** Ends those whose time is up, whether or not somebody asks. */
  sweep(): void
  /** Lets nobody in any more and ends all; resolves when their tokens have been given back. */
  close(): Promise<void>
  count(): number
  /** All that are open, the oldest first. */
  live(): readonly Session[]
}

/** 256 bits that nobody guesses. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** Whether a secret was given, at the same pace whatever it is. */
export function isSame(secret: string, given: string | undefined): boolean {
  if (given === undefined || given.length !== secret.length) return false
  const [a, b] = [Buffer.from(secret), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * Sessions end 15 minutes after the last activity and 8 hours after the login, by a clock that never
 * jumps (threat T28, promise R19). What they held is forgotten at once.
 *
 * @param onEnd is told of every end, once, while the tokens are still there; it never rejects
 */
export function createSessions(
  limits: SessionLimits,
  monotonic: () => number,
  onEnd: (session: Session, why: SessionEnd) => Promise<boolean>,
): Sessions {
  // By the hash: what lies in memory opens nothing, and a look-up tells nothing of how close a guess was.
  const sessions = new Map<string, Session>()
  const places = new WeakMap<Session, string>()
  let isOpen = true

  const overdue = (session: Session, now: number): SessionEnd | undefined => {
    if (now - session.startedAt >= limits.absoluteMs) return 'absolute'
    return now - session.activeAt >= limits.idleMs ? 'idle' : undefined
  }
  const end = (session: Session, why: SessionEnd): Promise<boolean> => {
    const place = places.get(session)
    if (place === undefined || session.ended !== undefined) return Promise.resolve(false)
    sessions.delete(place)
    session.ended = why
    const told = onEnd(session, why)
    session.accessToken = ''
    session.refreshToken = undefined
    session.writes.clear()
    return told
  }
  const sweep = (): void => {
    const now = monotonic()
    for (const session of sessions.values()) {
      const why = overdue(session, now)
      if (why !== undefined) end(session, why)
    }
  }

  return {
    limits,
    hasRoom() {
      if (sessions.size >= limits.most) sweep()
      return isOpen && sessions.size < limits.most
    },
    begin(session) {
      const cookie = newSecret()
      const place = placeOf(cookie)
      sessions.set(place, session)
      places.set(session, place)
      return cookie
    },
    find(cookie) {
      const session = cookie === undefined ? undefined : sessions.get(placeOf(cookie))
      if (session === undefined) return undefined
      const why = overdue(session, monotonic())
      if (why === undefined) return session
      end(session, why)
      return undefined
    },
    wake(session) {
      session.activeAt = monotonic()
    },
    end,
    sweep,
    async close() {
      isOpen = false
      const left = [...sessions.values()]
      const told = left.map((session) => end(session, 'stopped'))
      // What is being exchanged is given back when it comes, and its faults are in the log.
      await Promise.allSettled([...told, ...left.map(({ refreshing }) => refreshing)])
    },
    count: () => sessions.size,
    live: () => [...sessions.values()],
  }
}

function placeOf(cookie: string): string {
  return createHash('sha256').update(cookie).digest('base64url')
}
