import {
  type Change,
  createSuspensions,
  type SuspensionOptions,
  type Suspensions,
} from './suspension.ts'

/**
 * What is above this is a large input, in characters of the body: several times what a rich chart has. A
 * rule's fault on one says more of the input than of the rule.
 */
const LARGE_CHARS = 256 * 1024

export function isLarge(text: string): boolean {
  return text.length > LARGE_CHARS
}

/**
 * Suspensions that large inputs bring about: of a rule, for the large inputs of the client that sent them.
 * Whoever sends legal but huge bodies must not take a rule away from others (R18).
 */
export interface LargeInputs {
  /** As of `Suspensions`. */
  fault(client: string, rule: number, now: number): Change | undefined
  ran(client: string, rule: number, now: number): Change | undefined
  /** Trials that are offered now, each told once. */
  due(now: number): readonly { readonly client: string; readonly change: Change }[]
  /** Rules that are not run for a large input of this client. */
  closedFor(client: string): readonly number[]
}

interface OfClient {
  readonly suspensions: Suspensions
  readonly closed: Set<number>
}

/** Clients come from the configuration, so there are few. */
export function largeInputs(options: Partial<SuspensionOptions>): LargeInputs {
  const clients = new Map<string, OfClient>()

  function noted({ closed }: OfClient, change: Change | undefined): Change | undefined {
    if (change?.to === 'suspended') closed.add(change.rule)
    else if (change !== undefined) closed.delete(change.rule)
    return change
  }

  return {
    fault(client, rule, now) {
      const own = clients.get(client) ?? {
        suspensions: createSuspensions(options),
        closed: new Set(),
      }
      clients.set(client, own)
      return noted(own, own.suspensions.fault(rule, now))
    },
    ran(client, rule, now) {
      const own = clients.get(client)
      return own === undefined ? undefined : noted(own, own.suspensions.ran(rule, now))
    },
    due(now) {
      return [...clients].flatMap(([client, own]) =>
        own.suspensions.due(now).flatMap((change) => {
          const isNew = own.closed.has(change.rule)
          noted(own, change)
          return isNew ? [{ client, change }] : []
        }),
      )
    },
    closedFor: (client) => [...(clients.get(client)?.closed ?? [])],
  }
}
