import { existsSync, readFileSync } from 'node:fs'
import { SHELL, toBecome } from './node-flags.ts'

const LIMITS = '/proc/self/limits'

/**
 * Has the process that was started by hand run as the service should: it is replaced under the same id,
 * so signals and exit codes are its own. What the system cannot do stays as it is: all of it on Windows, and
 * the limit of core files where there is no shell (`docker run --ulimit core=0`).
 */
export function becomeService(): void {
  const { execPath, execArgv, argv, env } = process
  if (process.platform === 'win32' || process.execve === undefined) return
  const command = toBecome({
    ...{ execPath, execArgv, args: argv.slice(1) },
    nodeOptions: env.NODE_OPTIONS ?? '',
    limits: [LIMITS, SHELL].every((path) => existsSync(path)) ? readFileSync(LIMITS, 'utf8') : '',
  })
  if (command !== undefined) process.execve(command.file, command.args, env)
}
