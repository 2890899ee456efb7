#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Stripping types and compiling take half of the start; kept beside the code that they were made from,
// they are done once. Where that cannot be written, the start is only slower.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/cardstock', import.meta.url)))
await import('./run.ts')
