import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

export interface Serving {
  readonly child: ChildProcess
  readonly url: string
  readonly env: NodeJS.ProcessEnv
}

/** The real service in a process of its own, on a free port and a fresh data directory. */
export async function serve(config = '', more: NodeJS.ProcessEnv = {}): Promise<Serving> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cardstock-'))
  const file = join(dataDir, 'config.yaml')
  writeFileSync(file, config)
  const env = {
    ...process.env,
    PORT: '0',
    CARDSTOCK_DATA: dataDir,
    CARDSTOCK_CONFIG: file,
    ...more,
  }
  const child = spawn(process.execPath, [MAIN, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.resume()
  let printed = ''
  for await (const chunk of child.stderr) {
    printed += String(chunk)
    const url = /listening on (http:\/\/\S+)/.exec(printed)?.[1]
    if (url !== undefined) {
      child.stderr.resume()
      return { child, url, env }
    }
  }
  throw new Error(`the service did not start: ${printed}`)
}

/** Asks the process to stop; resolves to its exit code. */
export async function stop({ child }: Serving): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const [code] = await exited
  return code
}
