import { createHash } from 'node:crypto'
import type { Registration, SmartServer } from '../registration/registration.ts'
import type { Endpoints } from './discovery.ts'

/** What launches from one place have in common, whoever begins them. */
export interface LaunchPlan {
  readonly registration: Registration
  readonly server: SmartServer
  /** As they were when the launch began; what a document says later is for later launches. */
  readonly endpoints: Endpoints
  readonly scope: string
  /** Where the authorization server sends the browser back to. */
  readonly redirectUri: string
  readonly framed: boolean
}

/** Plans of launches that may still come back, each kept once. */
export interface LaunchPlans {
  /** Keeps a plan for as long as a launch that begins now may take; its name. */
  keep(plan: LaunchPlan): string
  find(name: string): LaunchPlan | undefined
}

/**
 * There are as many as registered servers, ways to launch from them and discovery documents of the last
 * minutes: what strangers send makes no more of them (threat T28).
 *
 * @param lifeMs how long a launch may take
 */
export function launchPlans(lifeMs: number, monotonic: () => number): LaunchPlans {
  const plans = new Map<string, { readonly plan: LaunchPlan; readonly keptAt: number }>()
  return {
    keep(plan) {
      const now = monotonic()
      const name = nameOf(plan)
      // At the end again, so that the first is always the one that nobody began for the longest.
      plans.delete(name)
      plans.set(name, { plan, keptAt: now })
      for (const [old, { keptAt }] of plans) {
        if (now - keptAt < lifeMs) break
        plans.delete(old)
      }
      return name
    },
    find: (name) => plans.get(name)?.plan,
  }
}

function nameOf({ registration, server, ...rest }: LaunchPlan): string {
  const { id, tenant } = registration.policy
  const text = JSON.stringify([id, tenant, server.iss, rest])
  return createHash('sha256').update(text).digest('base64url')
}
