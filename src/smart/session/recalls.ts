import type { EngineDeps } from '../../engine/evaluate.ts'
import { CdsError } from '../../errors.ts'
import type { HttpContext } from '../../http/context.ts'
import { faultName } from '../../http/errors.ts'
import type { SessionEnds } from '../../store/session-ends.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'

/** By what a session can be ended from outside, and how often that had been done when it began. */
export interface Recall {
  readonly names: readonly string[]
  readonly marks: string
}

/** Sessions that are ended all at once: by their user, or by an administrator (ASVS 7.4.5, 7.5.2). */
export interface Recalls {
  /** What a session that begins now remembers. */
  of(client: string, user: string | undefined): Promise<Recall>
  /** Ends a session that was recalled since it began; whether it was. To be asked at each use. */
  hasEnded(session: Session): Promise<boolean>
  /** Ends those that nobody uses, so that their tokens go back. Never rejects. */
  sweep(): Promise<void>
  /** The live sessions of whoever has this one, at this client; only this one where nobody was named. */
  ofSameUser(session: Session): readonly Session[]
  /** Ends them, this one not. */
  endOthers(session: Session): Promise<number>
}

/** The name of all sessions of a client, or of those of one user. Tells nothing without the secret. */
export function recallName(hash: EngineDeps['hash'], client: string, user = ''): string {
  return hash('app sessions', client, user)
}

export function createRecalls(
  ends: SessionEnds,
  sessions: Sessions,
  { hash, now }: Pick<EngineDeps, 'hash' | 'now'>,
  log: HttpContext['log'],
): Recalls {
  const marksOf = (names: readonly string[], counts: ReadonlyMap<string, number>): string =>
    names.map((name) => counts.get(name) ?? 0).join()
  const isRecalled = ({ recall }: Session, counts: ReadonlyMap<string, number>): boolean =>
    marksOf(recall.names, counts) !== recall.marks
  const ofSameUser = (session: Session): readonly Session[] => {
    const { user, endpoint } = session
    const { id } = endpoint.registration.policy
    return sessions
      .live()
      .filter(
        (each) =>
          each === session ||
          (user !== undefined && each.user === user && each.endpoint.registration.policy.id === id),
      )
  }
  return {
    async of(client, user) {
      const names = [recallName(hash, client)]
      if (user !== undefined) names.push(recallName(hash, client, user))
      return { names, marks: marksOf(names, await ends.counts(names)) }
    },
    async hasEnded(session) {
      const counts = await ends.counts(session.recall.names).catch((error: unknown) => {
        // Whether somebody ended it cannot be told, so it is not used.
        throw new CdsError('CDS_UNAVAILABLE', [], error)
      })
      if (isRecalled(session, counts)) sessions.end(session, 'recalled')
      return session.ended !== undefined
    },
    async sweep() {
      try {
        const live = sessions.live()
        if (live.length === 0) return
        const counts = await ends.counts()
        for (const session of live)
          if (isRecalled(session, counts)) sessions.end(session, 'recalled')
      } catch (error) {
        log.error({ fault: faultName(error) }, 'whether app sessions were ended cannot be read')
      }
    },
    ofSameUser,
    async endOthers(session) {
      const { user, endpoint } = session
      const others = ofSameUser(session).filter((each) => each !== session)
      if (user !== undefined)
        await ends.end([recallName(hash, endpoint.registration.policy.id, user)], now())
      for (const each of others) sessions.end(each, 'recalled')
      return others.length
    },
  }
}
