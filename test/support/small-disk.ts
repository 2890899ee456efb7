import { execFileSync, spawnSync } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Serving, serve } from './serve.ts'

/** The service with its data where there is room for 4 MiB. */
export interface SmallDisk extends Serving {
  /** Leaves no room for anything more. */
  fill(): void
  /** Gives room again. */
  free(): void
  /**
   * Copies the data directory to an ordinary one and tells where, also after the process has ended. SQLite
   * itself must not open the original: it follows `/proc/<pid>/root` by its text, into the wrong namespace.
   */
  copy(): string
}

const SIZE = 4 * 1024 * 1024
const MOUNT = `mount -t tmpfs -o size=${SIZE},mode=700 none "$0" && exec "$@"`

/** Whether this user may make a mount namespace: not inside most unprivileged containers. */
function mayMount(): boolean {
  return spawnSync('unshare', ['-rm', 'true']).status === 0
}

/**
 * Serves from a tmpfs in a mount namespace of its own, which goes with the process. Where that is not
 * permitted, the kernel bounds the size of the files that the process writes. Both faults are real.
 */
export async function serveOnSmallDisk(config = ''): Promise<SmallDisk> {
  return mayMount() ? await onTmpfs(config) : await withFileLimit(config)
}

async function onTmpfs(config: string): Promise<SmallDisk> {
  const place = mkdtempSync(join(tmpdir(), 'cardstock-small-'))
  const through = ['unshare', '-rm', 'sh', '-c', MOUNT, place]
  const serving = await serve(config, { dataDir: place, through })
  const dataDir = `/proc/${serving.child.pid}/root${place}`
  const filler = join(dataDir, 'filler')
  // An open directory keeps the file system when the last process of the namespace has ended.
  const hold = openSync(dataDir, 'r')
  return {
    ...serving,
    copy: () => copied(`/proc/self/fd/${hold}`),
    fill() {
      const file = openSync(filler, 'a')
      for (const size of [65_536, 4_096, 1]) while (wrote(file, size));
      closeSync(file)
    },
    free: () => rmSync(filler),
  }
}

function copied(from: string): string {
  const to = mkdtempSync(join(tmpdir(), 'cardstock-copy-'))
  for (const name of readdirSync(from)) copyFileSync(join(from, name), join(to, name))
  return to
}

function wrote(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size)) > 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}

async function withFileLimit(config: string): Promise<SmallDisk> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cardstock-small-'))
  const serving = await serve(config, { dataDir })
  const limit = (bytes: number | 'unlimited') =>
    execFileSync('prlimit', ['--pid', String(serving.child.pid), `--fsize=${bytes}:unlimited`])
  return {
    ...serving,
    copy: () => copied(dataDir),
    fill: () => limit(statSync(join(dataDir, 'cardstock.sqlite-wal')).size),
    free: () => limit('unlimited'),
  }
}
