import { enableCompileCache } from 'node:module'
import { giveWay } from './give-way.ts'
import type { Init } from './messages.ts'

/** What piscina runs in each worker: one task, which lasts as long as the worker is wanted. */
export default async function work(init: Init): Promise<void> {
  giveWay()
  // Before anything else is loaded, as in src/cli/main.ts.
  enableCompileCache(init.compileCache)
  if (init.valueSetsDir !== undefined) {
    const { useValueSets } = await import('../value-sets.ts')
    useValueSets(init.valueSetsDir)
  }
  const { serveCalls } = await import('./serve-calls.ts')
  await serveCalls(init)
}
