import { execFile } from 'node:child_process'
import { MAIN } from './serve.ts'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command of the command line in a process of its own. */
export function cardstock(
  words: readonly string[],
  { env = {}, cwd }: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<Ran> {
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [MAIN, ...words],
      { env: { ...process.env, ...env }, cwd },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    ),
  )
}
