import type { z } from 'zod'
import type { FetchedAll, Prefetch } from './fetched.ts'
import { inputReasons } from './score-reasons.ts'

/** Where a formula or statement comes from. */
export interface Source {
  readonly label: string
  readonly url?: string
}

/** Why a score has no value: a stable code such as `age-out-of-range`, and a sentence for people. */
export interface Reason {
  readonly code: string
  readonly text: string
}

/** One input as read from the chart: the value, its UCUM unit and the day it was true. */
export interface KnownInput<T = unknown> {
  readonly value: T
  readonly unit?: string
  readonly date?: string
}

/** An input that is on file but cannot be used (wrong unit, comparator, too old …). */
export interface UnusableInput {
  readonly unusable: Reason
}

/** `undefined` means that nothing is on file. */
export type ReadInput<T = unknown> = KnownInput<T> | UnusableInput | undefined

/** What `read` returns: an entry per input of the score. */
export type ReadInputs<I> = { readonly [K in keyof I]?: ReadInput<I[K]> }

/** An optional input that is on file and was left out. */
export interface UnusedInput {
  readonly name: string
  readonly reason: Reason
}

/** An input as a card or the companion app shows it. */
export interface UsedInput extends KnownInput {
  readonly name: string
}

export type Calculated<V> = { readonly value: V } | { readonly notCalculable: readonly Reason[] }

/** What surroundings a score may use while it reads the chart. */
export interface ReadEnv {
  readonly now: Date
}

/**
 * A published calculation. `inputs` names every input with its unit (`.meta({ unit })`) and valid
 * range; outside the range the answer is "not calculable", never an extrapolation. `read` finds the
 * inputs in FHIR data. Pure: the very same code runs in the companion app.
 */
export interface Score<
  S extends z.ZodObject = z.ZodObject,
  V extends object = object,
  P extends Prefetch = Prefetch,
> {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly source: Source
  /** How long a cached value may stand in for inputs that are not in hand; absent: never. */
  readonly maxAgeDays?: number
  readonly inputs: S
  calculate(inputs: z.output<S>): Calculated<V>
  /** Absent for a score that only rules and the command line call with inputs in hand. */
  readonly prefetch?: P
  read?(data: FetchedAll<P>, env: ReadEnv): ReadInputs<z.output<S>>
}

/** What a rule receives for each score it names. */
export type ScoreOutcome<V> =
  | {
      readonly known: true
      readonly value: V
      readonly inputs: readonly UsedInput[]
      /** Optional inputs that are on file but could not be used, and why; absent where there are none. */
      readonly unused?: readonly UnusedInput[]
      /** Set when the value was computed earlier because the inputs are not in hand now (ISO instant). */
      readonly asOf?: string
    }
  | {
      readonly known: false
      readonly missing: readonly Reason[]
      /** True when the data could not be had at all: the rule must not read it as "none". */
      readonly unavailable: boolean
    }

/** Any score, whatever its inputs. */
export type AnyScore = Score<z.ZodObject, object, Prefetch>

/** The value type of a score. */
export type ScoreValue<T> = T extends Score<z.ZodObject, infer V, Prefetch> ? V : never

/**
 * Declares a score; types follow from the schema and the templates.
 *
 * @example
 * defineScore({ id: 'bmi', version: '1.0.0', title: 'Body mass index', source: { label: 'WHO' },
 *   inputs: z.object({ weightKg: z.number().min(2).max(400), heightM: z.number().min(0.3).max(2.6) }),
 *   calculate: ({ weightKg, heightM }) => ({ value: { bmi: weightKg / heightM ** 2 } }) })
 */
export function defineScore<
  S extends z.ZodObject,
  V extends object,
  const P extends Prefetch = Record<never, never>,
>(score: Score<S, V, P>): Score<S, V, P> {
  return Object.freeze(score)
}

/** Checks the inputs against the score's schema, then calculates. Never throws for bad input. */
export function runScore<S extends z.ZodObject, V extends object, P extends Prefetch>(
  score: Score<S, V, P>,
  inputs: unknown,
): Calculated<V> {
  const checked = score.inputs.safeParse(inputs)
  if (checked.success) return score.calculate(checked.data)
  return { notCalculable: inputReasons(score.inputs, checked.error, inputs) }
}

/** The answer of a score that cannot be had, with its reasons. */
export function notCalculable(...notCalculable: readonly Reason[]): {
  notCalculable: readonly Reason[]
} {
  return { notCalculable }
}
