import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

export interface Serving {
  readonly child: ChildProcess
  readonly url: string
  readonly env: NodeJS.ProcessEnv
}

export interface ServeOptions {
  /** Made when left out. */
  readonly dataDir?: string
  /** A command that becomes the one that follows it, such as `unshare -rm`. */
  readonly through?: readonly string[]
  /** In addition to what this process has. */
  readonly env?: NodeJS.ProcessEnv
  /** Where it runs. */
  readonly cwd?: string
  /** Whether to wait for somebody who runs rules; feedback needs nobody. */
  readonly awaitsWorkers?: boolean
}

/** Whoever has not started by then never will; less than a test may take. */
const START_MS = 50_000

/** The real service in a process of its own, on a free port and a fresh data directory. */
export async function serve(config = '', options: ServeOptions = {}): Promise<Serving> {
  const {
    dataDir = mkdtempSync(join(tmpdir(), 'cardstock-')),
    through = [],
    env: more = {},
    cwd,
    awaitsWorkers = true,
  } = options
  const file = join(mkdtempSync(join(tmpdir(), 'cardstock-config-')), 'config.yaml')
  writeFileSync(file, config)
  const own = { PORT: '0', CARDSTOCK_DATA: dataDir, CARDSTOCK_CONFIG: file }
  const env = { ...process.env, ...own, ...more }
  const [command = '', ...args] = [...through, process.execPath, MAIN, 'serve']
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.resume()
  const hung = setTimeout(() => child.kill('SIGKILL'), START_MS)
  try {
    const url = await listeningAt(child.stderr)
    if (awaitsWorkers) await workersAt(url)
    return { child, url, env }
  } catch (error) {
    await ended(child, 'SIGKILL')
    throw error
  } finally {
    clearTimeout(hung)
  }
}

/** The address that the process says it listens at. @throws where it ends without, with what it said. */
async function listeningAt(stderr: Readable): Promise<string> {
  let printed = ''
  // Left open: what is written to a pipe that nobody reads would end the service.
  for await (const chunk of stderr.iterator({ destroyOnReturn: false })) {
    printed += String(chunk)
    const url = /listening on (http:\/\/\S+)/.exec(printed)?.[1]
    if (url !== undefined) {
      stderr.resume()
      return url
    }
  }
  throw new Error(`the service did not start: ${printed}`)
}

/** Until somebody is there to run rules: on a busy machine the first calls would be over before that. */
async function workersAt(url: string): Promise<void> {
  for (;;) {
    const { checks } = (await (await fetch(`${url}/readyz`)).json()) as {
      readonly checks: { readonly workers: boolean }
    }
    if (checks.workers) return
    await pause(20)
  }
}

/** Asks the process to stop; resolves to its exit code, null where a signal ended it. */
export function stop({ child }: Serving): Promise<number | null> {
  return ended(child, 'SIGTERM')
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exited = once(child, 'exit')
  child.kill(signal)
  const [code] = await exited
  return code
}
