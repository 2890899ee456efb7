import { existsSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadConfig } from '../config.ts'
import { loadServices } from '../engine/load-services.ts'
import { fence } from '../engine/module-fence.ts'
import { HOOKS, type SimulatedHook } from '../simulate/calls.ts'
import { pageHtml } from '../simulate/page.ts'
import { readCharts } from '../simulate/patients.ts'
import { type SimulatedCall, simulate as simulated } from '../simulate/run.ts'
import { tableText } from '../simulate/table.ts'
import { tally } from '../simulate/tally.ts'
import { servicesFolder } from './services-folder.ts'
import { atMost, UsageError } from './usage.ts'

const BAR = 30

/** `cardstock simulate <folder or NDJSON>`: what the services would have said about these patients. */
export async function simulate(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { hook: { type: 'string' }, at: { type: 'string' }, html: { type: 'string' } },
  })
  atMost(positionals, 1)
  const [path] = positionals
  if (path === undefined) throw new UsageError('say whom: simulate <folder or NDJSON file>')
  if (!existsSync(path)) throw new UsageError(`there is nothing at ${path}`)
  const hook = HOOKS.find((each) => each === values.hook)
  if (values.hook !== undefined && hook === undefined)
    throw new UsageError(`--hook takes one of ${HOOKS.join(', ')}`)
  const at = new Date(values.at ?? Date.now())
  if (Number.isNaN(at.getTime()))
    throw new UsageError('--at is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z')
  const charts = readCharts(path)
  const services = servicesFolder(env)
  fence(services)
  const registry = await loadServices(services)
  const client = loadConfig({ CARDSTOCK_DATA: env.CARDSTOCK_DATA }).openClient
  const calls: SimulatedCall[] = []
  for await (const step of simulated(registry, charts, { at, client, ...hookOption(hook) })) {
    calls.push(...step.calls)
    showProgress(step.done, charts.length)
  }
  const tallies = tally(calls)
  process.stdout.write(tableText(tallies))
  const facts = { charts: charts.length, at: at.toISOString() }
  if (values.html !== undefined) writeFileSync(values.html, pageHtml(tallies, facts))
  return 0
}

function hookOption(hook: SimulatedHook | undefined): { readonly hook?: SimulatedHook } {
  return hook === undefined ? {} : { hook }
}

/** On a terminal only: a file has no use for it. */
function showProgress(done: number, all: number): void {
  if (!process.stderr.isTTY) return
  const full = Math.round((done / all) * BAR)
  const bar = '█'.repeat(full) + '░'.repeat(BAR - full)
  process.stderr.write(`\r${bar} ${done} of ${all}${done === all ? '\n' : ''}`)
}
