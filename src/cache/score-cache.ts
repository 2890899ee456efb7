import type { UsedInput } from '../clinical/score.ts'

/** A computed score as it is kept: the figures only, nothing that names the patient. */
export interface ScoreEntry {
  /** Digest of the inputs and their dates. */
  readonly fingerprint: string
  readonly value: object
  readonly inputs: readonly UsedInput[]
  /** ISO instant. */
  readonly computedAt: string
}

export interface ScoreCounts {
  readonly hits: number
  readonly misses: number
  /** Found, but for other inputs or too old. */
  readonly stale: number
  /** There was no answer, or what was to be kept may not have been; absent in one that does not fail. */
  readonly failed?: number
}

export type MaybePromise<T> = T | Promise<T>

/**
 * Keeps scores between requests, so that an answer is there when the inputs are not. Keys are keyed
 * hashes. One that may fail or be slow is used through `failsafe`, and is then as if it were empty.
 */
export interface ScoreCache {
  /** The entry for these inputs: the kept one where the fingerprint agrees, or else a new one, kept. */
  resolve(
    key: string,
    fingerprint: string,
    compute: () => ScoreEntry | undefined,
  ): MaybePromise<ScoreEntry | undefined>
  /** The last entry whatever its inputs, if it was computed at or after `notBefore` (epoch ms). */
  latest(key: string, notBefore: number): MaybePromise<ScoreEntry | undefined>
  /** Counts hits that were found elsewhere, by a worker that keeps some entries itself. */
  noteHits(count: number): void
  counts(): ScoreCounts
  close(): void
}
