import { type Gates, gatesFor } from './gates.ts'
import type { Numbered } from './rule-numbers.ts'
import {
  type Change,
  createSuspensions,
  type SuspensionOptions,
  type Suspensions,
} from './suspension.ts'

/** What is above this is a large input: several times what a rich chart has. */
const LARGE = 256 * 1024

/**
 * Whether a rule's fault on an input of this size says more of the input than of the rule.
 *
 * @param size characters of the body and bytes that FHIR servers sent for it, together
 */
export function isLarge(size: number): boolean {
  return size > LARGE
}

/**
 * Suspensions that large inputs bring about: of a rule, for the large inputs of the client that sent them.
 * Whoever sends legal but huge bodies must not take a rule away from others (R18).
 */
export interface LargeInputs {
  /** As of `Suspensions`. */
  fault(client: string, rule: number, now: number): Change | undefined
  ran(client: string, rule: number, now: number): Change | undefined
  /** Trials that are offered now. */
  due(now: number): readonly { readonly client: string; readonly change: Change }[]
  /** Which rules may be run for a large input of this client; shared by threads, and made when first asked for. */
  gatesOf(client: string): Gates
}

interface OfClient {
  readonly suspensions: Suspensions
  readonly gates: Gates
}

/** Clients come from the configuration, so there are few. */
export function largeInputs(numbers: Numbered, options: Partial<SuspensionOptions>): LargeInputs {
  const clients = new Map<string, OfClient>()

  function ownOf(client: string): OfClient {
    const own = clients.get(client) ?? {
      suspensions: createSuspensions(options),
      gates: gatesFor(numbers),
    }
    clients.set(client, own)
    return own
  }

  return {
    fault: (client, rule, now) => ownOf(client).suspensions.fault(rule, now),
    ran: (client, rule, now) => clients.get(client)?.suspensions.ran(rule, now),
    due: (now) =>
      [...clients].flatMap(([client, { suspensions }]) =>
        suspensions.due(now).map((change) => ({ client, change })),
      ),
    gatesOf: (client) => ownOf(client).gates,
  }
}
