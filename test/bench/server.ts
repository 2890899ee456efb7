import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { pino } from 'pino'
import { loadConfig } from '../../src/config.ts'
import { loadServices } from '../../src/engine/load-services.ts'
import type { Registry } from '../../src/engine/registry.ts'
import { build } from '../../src/start.ts'
import { manyRules } from './many-rules.ts'

/** One server of the benchmark, in a process of its own: `bare`, `services`, `rules-5`, `rules-1000`. */
const kind = process.argv[2]
const dataDir = mkdtempSync(join(tmpdir(), 'cardstock-bench-'))

const FIXED = {
  cards: [
    {
      uuid: '00000000-0000-4000-8000-000000000001',
      summary: 'A fixed card',
      indicator: 'info',
      source: { label: 'Bench' },
    },
  ],
}

async function appOf() {
  if (kind === 'bare') {
    const app = express()
    app.post('/cds-services/:id', express.json({ limit: '8mb' }), (_request, response) => {
      response.json(FIXED)
    })
    return app
  }
  const config = loadConfig({ CARDSTOCK_DATA: dataDir, PORT: '3000' })
  const registry: Registry =
    kind === 'services'
      ? await loadServices(config.servicesDir)
      : manyRules(kind === 'rules-1000' ? 1000 : 5)
  // The log goes where a container's log goes: out of the process, asynchronously.
  const log = pino(
    { level: 'info', base: null },
    pino.destination({ dest: '/dev/null', sync: false, minLength: 4096 }),
  )
  return (await build(config, log, { registry })).app
}

const server = createServer(await appOf())
server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
)

let before = process.cpuUsage()
process.on('message', (message) => {
  if (message === 'start') before = process.cpuUsage()
  if (message === 'stop') {
    const { user, system } = process.cpuUsage(before)
    process.send?.({ cpuMs: (user + system) / 1000 })
  }
})
process.on('disconnect', () => {
  rmSync(dataDir, { recursive: true, force: true })
  process.exit(0)
})
