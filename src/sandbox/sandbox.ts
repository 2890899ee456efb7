import { createGrants, type Grants } from './auth/grants.ts'
import { createIdTokens, type IdTokens } from './auth/id-token.ts'
import { createWorld, type World } from './world.ts'

/** What the sandbox holds as long as the process runs: patients, what was granted, what it signs with. */
export interface Sandbox {
  readonly world: World
  readonly grants: Grants
  readonly idTokens: IdTokens
}

export async function createSandbox(now: () => Date): Promise<Sandbox> {
  return {
    world: createWorld(now),
    grants: createGrants(now),
    idTokens: await createIdTokens(now),
  }
}
