import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import type { JWK } from 'jose'
import { pino } from 'pino'
import { loadConfig } from '../../src/config.ts'
import { build, type Overrides } from '../../src/start.ts'
import { clientsYaml } from '../support/tokens.ts'
import { ISSUER, type Kind, PUBLIC_URL } from './kinds.ts'
import { manyRules } from './many-rules.ts'
import { storeWithout } from './stores.ts'

/** One server of the benchmark: `server.ts <kind> [JWK of the client]`. */
const [kind, jwk] = process.argv.slice(2) as [Kind, string | undefined]
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

function bare(): RequestListener {
  const app = express()
  app.post('/cds-services/:id', express.json({ limit: '8mb' }), (_request, response) => {
    response.json(FIXED)
  })
  return app
}

function configured() {
  const file = join(dataDir, 'cardstock.yaml')
  const workers = kind.startsWith('workers') ? 'workers: 1\n' : 'workers: 0\n'
  const clients =
    jwk === undefined
      ? ''
      : clientsYaml({
          ...{ id: 'ehr', issuer: ISSUER, jwks: { keys: [JSON.parse(jwk) as JWK] } },
          // What the service can do is measured, not what it lets one client have of it.
          ...{ ratePerSecond: 100_000, burst: 100_000 },
        })
  writeFileSync(file, `publicUrl: ${PUBLIC_URL}\n${workers}${clients}`)
  return loadConfig({ CARDSTOCK_CONFIG: file, CARDSTOCK_DATA: dataDir, PORT: '3000' })
}

async function overridden(): Promise<Overrides> {
  if (kind.startsWith('rules')) return { registry: manyRules(kind === 'rules-1000' ? 1000 : 5) }
  if (kind === 'services-no-store') return { store: await storeWithout('store', dataDir) }
  return kind === 'services-no-audit' ? { store: await storeWithout('audit', dataDir) } : {}
}

async function whole(): Promise<RequestListener> {
  const config = configured()
  // The log goes where a container's log goes: out of the process, asynchronously.
  const log = pino(
    { level: 'info', base: null },
    pino.destination({ dest: '/dev/null', sync: false, minLength: 4096 }),
  )
  const running = await build(config, log, await overridden())
  return running.app
}

const server = createServer(kind === 'bare' ? bare() : await whole())
// Others have their slices in between.
server.keepAliveTimeout = 600_000
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
