import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Serving, serve } from '../support/serve.ts'

export interface Inside {
  /** The longest delay of the event loop since it was last asked. */
  readonly stallMs: number
  /** In use after a garbage collection. */
  readonly heapMib: number
  readonly timers: number
}

/** The service with a watch inside. */
export interface Watched extends Serving {
  readonly pid: number
  inside(): Promise<Inside>
}

export async function serveWatched(config = '', more: NodeJS.ProcessEnv = {}): Promise<Watched> {
  const file = join(mkdtempSync(join(tmpdir(), 'cardstock-watch-')), 'inside')
  const watch = new URL('./loop-watch.ts', import.meta.url)
  const env = { ...more, NODE_OPTIONS: `--no-warnings --import=${watch.href}`, LOOP_WATCH: file }
  const serving = await serve(config, { env })
  const { pid } = serving.child
  if (pid === undefined) throw new Error('the process has no id')
  const inside = async (): Promise<Inside> => {
    rmSync(file, { force: true })
    serving.child.kill('SIGUSR2')
    for (;;) {
      const told = textOf(file)
      if (told.endsWith('}')) return JSON.parse(told)
      await pause(5)
    }
  }
  // What starting took is not counted.
  await inside()
  return { ...serving, pid, inside }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
