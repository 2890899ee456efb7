import { hash } from 'node:crypto'
import type { MaybePromise, ScoreCache, ScoreEntry } from '../cache/score-cache.ts'
import { type PrefetchTemplate, templateText } from '../clinical/fetched.ts'
import {
  type AnyScore,
  type KnownInput,
  type ReadInput,
  type Reason,
  runScore,
  type ScoreOutcome,
  type UnusedInput,
  type UsedInput,
} from '../clinical/score.ts'
import { fieldsOf } from '../clinical/score-fields.ts'
import { frozen } from './frozen.ts'
import type { Gathered } from './gather.ts'
import { lackOf } from './gather-needs.ts'

type Outcome = ScoreOutcome<object>

const DAY_MS = 86_400_000

/**
 * Computes each score at most once per request, through the cache (`design.md` §4).
 *
 * @param patientKey names the patient in the cache; absent where the call could mean several: then
 * nothing kept is read, and nothing is kept (T20, T21)
 */
export function scoreOutcomes(
  gathered: Gathered,
  cache: ScoreCache,
  patientKey: (() => string) | undefined,
  now: Date,
): (score: AnyScore) => Outcome | Promise<Outcome> {
  const known = new Map<string, Outcome | Promise<Outcome>>()

  function outcome(score: AnyScore): Outcome | Promise<Outcome> {
    const id = `${score.id}@${score.version}`
    const before = known.get(id)
    if (before !== undefined) return before
    const made = make(score, patientKey === undefined ? undefined : keyOf(score, patientKey()))
    known.set(id, made)
    return made
  }

  function make(score: AnyScore, key: string | undefined): Outcome | Promise<Outcome> {
    const lacking = lackedBy(score, gathered)
    return lacking.length === 0 ? fromInputs(score, key) : fromCache(score, key, lacking)
  }

  function fromCache(
    score: AnyScore,
    key: string | undefined,
    lacking: readonly Reason[],
  ): Outcome | Promise<Outcome> {
    const none: Outcome = { known: false, missing: lacking, unavailable: true }
    if (key === undefined) return none
    const found = latest(score, key, cache, now)
    const toOutcome = (entry: ScoreEntry | undefined): Outcome =>
      entry === undefined
        ? none
        : { known: true, value: entry.value, inputs: entry.inputs, asOf: entry.computedAt }
    return found instanceof Promise ? found.then(toOutcome) : toOutcome(found)
  }

  function fromInputs(score: AnyScore, key: string | undefined): Outcome | Promise<Outcome> {
    const { raw, used, unused } = readInputs(score, gathered, now)
    let missing: readonly Reason[] = []
    const compute = (): ScoreEntry | undefined => {
      const result = runScore(score, raw)
      if ('value' in result)
        // Kept for later calls: a rule must not be able to change it for them.
        return frozen({
          fingerprint,
          value: result.value,
          inputs: used,
          computedAt: now.toISOString(),
        })
      missing = reasonsOf(score, result.notCalculable, unused)
      return undefined
    }
    const fingerprint = hash('sha256', JSON.stringify(used), 'base64url')
    const entry = key === undefined ? compute() : cache.resolve(key, fingerprint, compute)
    const toOutcome = (found: ScoreEntry | undefined): Outcome =>
      found === undefined
        ? { known: false, missing, unavailable: false }
        : {
            known: true,
            value: found.value,
            inputs: found.inputs,
            ...(unused.length === 0 ? {} : { unused }),
          }
    return entry instanceof Promise ? entry.then(toOutcome) : toOutcome(entry)
  }

  return outcome
}

const keyOf = ({ id, version }: AnyScore, patientKey: string) => `${patientKey} ${id}@${version}`

/** What was computed earlier and may still stand in for data that are not in hand. */
function latest(
  score: AnyScore,
  key: string,
  cache: ScoreCache,
  now: Date,
): MaybePromise<ScoreEntry | undefined> {
  if (score.maxAgeDays === undefined) return undefined
  return cache.latest(key, now.getTime() - score.maxAgeDays * DAY_MS)
}

/** The same for those who look at a patient's scores without a rule. */
export function keptScores(cache: ScoreCache, patientKey: string, now: Date): KeptScores {
  return (score) => latest(score, keyOf(score, patientKey), cache, now)
}
export type KeptScores = (score: AnyScore) => MaybePromise<ScoreEntry | undefined>

/** What a score cannot do without and cannot have, and why. */
export function lackedBy(score: AnyScore, gathered: Gathered): readonly Reason[] {
  return planOf(score).flatMap(({ key, needed }) => (needed ? (lackOf(key, gathered) ?? []) : []))
}

/** An input that is on file but unusable is not "missing": its own reason says more. */
export function unusedFor(
  { code }: Reason,
  unused: readonly UnusedInput[],
): UnusedInput | undefined {
  return unused.find(({ name }) => code === `${name}-missing`)
}

/** The reasons as a rule hands them on: each says which input it speaks of. */
function reasonsOf(
  score: AnyScore,
  missing: readonly Reason[],
  unused: readonly UnusedInput[],
): readonly Reason[] {
  return missing.map((each) => {
    const found = unusedFor(each, unused)
    if (found === undefined) return each
    const { name, reason } = found
    const title = fieldsOf(score).find((field) => field.name === name)?.title
    return title === undefined ? reason : { code: reason.code, text: `${title}: ${reason.text}` }
  })
}

/** Reads a score's inputs; what is on file but unusable keeps its reason. */
export function readInputs(score: AnyScore, gathered: Gathered, now: Date) {
  const raw: Record<string, unknown> = {}
  const used: UsedInput[] = []
  const unused: UnusedInput[] = []
  const data: Record<string, unknown> = {}
  for (const { key, needed, isRead } of planOf(score)) {
    const view = gathered.view(key)
    if (view.state === 'unavailable' || (view.partial && !needed)) continue
    data[key] = isRead ? view.list[0] : view.list
  }
  const read = (score.read?.(data as never, { now }) ?? {}) as Record<string, ReadInput>
  for (const name in read) {
    const input = read[name]
    if (input === undefined) continue
    if ('unusable' in input) unused.push({ name, reason: input.unusable })
    else {
      raw[name] = input.value
      used.push(usedInput(name, input))
    }
  }
  return { raw, used, unused }
}

/** Spelt out: a spread of objects of many shapes costs as much as reading the input. */
function usedInput(name: string, { value, unit, date }: KnownInput): UsedInput {
  if (unit === undefined) return date === undefined ? { name, value } : { name, value, date }
  return date === undefined ? { name, value, unit } : { name, value, unit, date }
}

interface PlannedKey {
  readonly key: string
  readonly needed: boolean
  /** A read gives one resource, a search a list. */
  readonly isRead: boolean
}

const plans = new WeakMap<AnyScore, readonly PlannedKey[]>()

/** What a score reads, taken from its templates once. */
function planOf(score: AnyScore): readonly PlannedKey[] {
  const known = plans.get(score)
  if (known !== undefined) return known
  const plan = Object.entries<PrefetchTemplate>(score.prefetch ?? {}).map(([key, template]) => ({
    key,
    needed: typeof template === 'string',
    isRead: !templateText(template).includes('?'),
  }))
  plans.set(score, plan)
  return plan
}
