import { randomUUID } from 'node:crypto'
import { createGrants, type Grants } from './auth/grants.ts'
import { createIdTokens, type IdTokens } from './auth/id-token.ts'
import { createWorld, type World } from './world.ts'

/** What the sandbox holds as long as the process runs: patients, what was granted, what it signs with. */
export interface Sandbox {
  readonly world: World
  readonly grants: Grants
  readonly idTokens: IdTokens
  services: LoadedServices
}

/** Which services answer, and whether they are those in their folder. */
export interface LoadedServices {
  /** Another one for each loading: discovery is as it was for as long as this is. */
  readonly loaded: string
  /** Why the services in their folder cannot be loaded; those before answer. */
  readonly problems: readonly string[]
  /** Whether changes in their folder are noticed; where not, those that were loaded last answer. */
  readonly watched: boolean
}

/** Services that were loaded now. */
export const newlyLoaded = (): LoadedServices => ({
  loaded: randomUUID(),
  problems: [],
  watched: true,
})

export async function createSandbox(now: () => Date): Promise<Sandbox> {
  return {
    world: createWorld(now),
    grants: createGrants(now),
    idTokens: await createIdTokens(now),
    services: newlyLoaded(),
  }
}
