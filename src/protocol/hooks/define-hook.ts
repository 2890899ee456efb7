import type { z } from 'zod'

/** How mature a hook's definition is (`HOOK-08`); `withdrawn` ones are answered with a log notice. */
export type HookStatus = 'stable' | 'draft' | 'withdrawn'

/** Where the orders of a context are, and which of them the user has just touched. */
export interface OrderFields {
  /** The context field that holds the Bundle of orders. */
  readonly orders: string
  /** The context field that lists the orders in focus; absent: all of them (`CTX-05`). */
  readonly selections?: string
  /** True where orders may still be half built, so that an empty one is no finding. */
  readonly mayBeIncomplete: boolean
}

/** A hook: its name, version and the schema that brings a context into normal form. */
export interface Hook<N extends string = string, S extends z.ZodType = z.ZodType> {
  readonly name: N
  readonly hookVersion: string
  readonly status: HookStatus
  readonly context: S
  /** First-level context fields usable as prefetch tokens (`PFT-04`). */
  readonly tokens: readonly string[]
  readonly orderFields?: OrderFields
  readonly description: string
}

/** The context in normal form, as rules see it. */
export type ContextOf<H> = H extends Hook<string, infer S> ? z.output<S> : never

/**
 * Declares a hook. Organisation-specific ones carry a reverse-domain name (`HOOK-02`).
 *
 * @example
 * defineHook({ name: 'org.example.ward-round', hookVersion: '1.0', status: 'draft',
 *   description: 'A ward round begins', tokens: ['userId', 'patientId'],
 *   context: z.looseObject({ ...contextIds, ward: z.string() }) })
 */
export function defineHook<const N extends string, S extends z.ZodType>(
  hook: Hook<N, S>,
): Hook<N, S> {
  return Object.freeze(hook)
}
