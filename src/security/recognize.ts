import {
  type ClientTrust,
  type Recognized,
  type Step,
  type VerifyDeps,
  verifyToken,
} from './client-trust.ts'
import type { ReplayGuard } from './replay-guard.ts'
import { type TrustReason, Untrusted } from './untrusted.ts'

/** What happens to a token that was used before. */
export type Replay = 'off' | 'log' | 'reject'

export interface RecognizeDeps<C> extends Omit<VerifyDeps<C>, 'onStep'> {
  readonly guard: ReplayGuard
  /** Told of tokens that were let in although they were used before, or that may be. */
  readonly onReplay: (client: C, reason: TrustReason) => void
}

export type Verdict<C> =
  | ({ readonly ok: true } & Recognized<C>)
  | {
      readonly ok: false
      readonly reason: TrustReason
      /** Whose token it claims to be, where that is one of ours: not proven. */
      readonly claimed: C | undefined
    }

/** Finds out who calls, from the `Authorization` header alone. Rejects only for a defect of ours. */
export type Recognize<C> = (
  authorization: string | undefined,
  paths: readonly string[],
) => Promise<Verdict<C>>

type Replayable = ClientTrust & { readonly replay: Replay }

export function recognizer<C extends Replayable>(deps: RecognizeDeps<C>): Recognize<C> {
  return async (authorization, paths) => {
    let claimed: C | undefined
    const onStep = (_step: Step, client: C | undefined): void => {
      claimed = client
    }
    try {
      const recognized = await verifyToken(authorization, paths, { ...deps, onStep })
      await claimOnce(recognized, deps)
      return { ok: true, ...recognized }
    } catch (error) {
      if (error instanceof Untrusted) return { ok: false, reason: error.reason, claimed }
      throw error
    }
  }
}

/** Takes the token as used; last, so that no forged one uses up another's `jti`. @throws Untrusted */
async function claimOnce<C extends Replayable>(
  { client, jti, until }: Recognized<C>,
  { guard, onReplay }: RecognizeDeps<C>,
): Promise<void> {
  if (client.replay === 'off') return
  const claim = await guard.claim(client.issuer, jti, until).catch(() => 'full' as const)
  if (claim === 'first') return
  const reason = claim === 'seen' ? 'replayed' : 'replay-unchecked'
  if (client.replay === 'reject') throw new Untrusted(reason)
  onReplay(client, reason)
}
