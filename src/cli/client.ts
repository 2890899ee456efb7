import { text as readAll } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { checkServices, takesPublished } from '../callers.ts'
import { loadConfig } from '../config.ts'
import { loadServices } from '../engine/load-services.ts'
import { fence } from '../engine/module-fence.ts'
import { isOpenMode } from '../open-mode.ts'
import { tellCompanions } from './client-companion.ts'
import { keysInHand } from './client-keys.ts'
import { explainToken } from './client-token.ts'
import { UsageError } from './usage.ts'

const OPTIONS = {
  token: { type: 'string' },
  url: { type: 'string' },
  at: { type: 'string' },
  offline: { type: 'boolean', default: false },
} as const

/**
 * `cardstock client check`: whether the clients of a configuration file can be recognized, and why a
 * token is taken or refused. Prints nothing of a token's signature, and of its claims only those that
 * it is judged by.
 */
export async function client(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: OPTIONS,
  })
  const [action, file, ...more] = positionals
  if (action !== 'check' || file === undefined || more.length > 0)
    throw new UsageError('say what to check: client check <file>')
  const at = values.at === undefined ? new Date() : new Date(values.at)
  if (Number.isNaN(at.getTime()))
    throw new UsageError('--at is not a date: write 2026-01-31T09:00:00Z')

  // As at the start of the service, with the same words for what is wrong.
  const config = loadConfig({ ...env, CARDSTOCK_CONFIG: file })
  const { clients } = config
  if (isOpenMode(config)) {
    process.stderr.write(`cardstock: ${file} lists no clients: the service would be in open mode\n`)
    return 1
  }
  fence(config.servicesDir)
  const registry = await loadServices(config.servicesDir)
  checkServices(config, registry)
  const print = (line: string): void => void process.stdout.write(`${line}\n`)
  const keys = await keysInHand(
    clients,
    { offline: values.offline, areTaken: takesPublished(config) },
    print,
  )
  const canOpen = await tellCompanions(config, registry, values.offline, print)
  if (values.token === undefined) return keys.complete && canOpen ? 0 : 1
  const given = values.token === '-' ? await readAll(process.stdin) : values.token
  const isTaken = await explainToken(
    { token: given.trim().replace(/^bearer\s+/i, ''), url: values.url, at },
    { config, registry, keysOf: keys.of },
    print,
  )
  return isTaken ? 0 : 1
}
