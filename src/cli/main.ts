#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { becomeService } from './become.ts'

if (process.argv[2] === 'serve') becomeService()

// Stripping types and compiling take half of the start; kept beside the code that they were made from,
// they are done once. Where that cannot be written, the start is only slower.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/cardstock', import.meta.url)))
// Before anything asks for a code group: see docs/codes.md.
const folder = process.env.CARDSTOCK_VALUE_SETS
if (folder === undefined) await import('./run.ts')
else {
  const { useValueSets } = await import('../value-sets.ts')
  try {
    useValueSets(folder)
    await import('./run.ts')
  } catch (error) {
    process.stderr.write(`cardstock: CARDSTOCK_VALUE_SETS: ${String((error as Error).message)}\n`)
    process.exitCode = 1
  }
}
