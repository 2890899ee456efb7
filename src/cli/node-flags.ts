/**
 * How Node runs the service, however it is started: no `__proto__` (threat T10), no inspector by a signal
 * (T22), and heaps that stay within 1 GiB (docs/performance.md). The one place that says so.
 */
export const NODE_FLAGS = [
  '--disable-proto=delete',
  '--disable-sigusr1',
  '--max-semi-space-size=16',
  '--max-old-space-size=512',
] as const

export const SHELL = '/bin/sh'

/** What is known of the process as it was started. */
export interface Started {
  readonly execPath: string
  /** Options of Node on the command line, and in `NODE_OPTIONS`. */
  readonly execArgv: readonly string[]
  readonly nodeOptions: string
  /** The script and its arguments. */
  readonly args: readonly string[]
  /** `/proc/self/limits`; empty where there is none. */
  readonly limits: string
}

/** What a process has to become, as `execve` takes it. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
}

/**
 * The command that a process has to become to run as it should, or undefined where it does already.
 * Flags that were given with another value stand. A memory image of it would hold what it knows of
 * patients, so none is written when it crashes (T22): a shell sets that limit, Node cannot.
 */
export function toBecome({
  execPath,
  execArgv,
  nodeOptions,
  args,
  limits,
}: Started): Command | undefined {
  const given = new Set([...execArgv, ...nodeOptions.split(/\s+/)].map(nameOf))
  const missing = NODE_FLAGS.filter((flag) => !given.has(nameOf(flag)))
  const dumps = /^Max core file size +([^ ]+)/m.exec(limits)?.[1]
  const node = [execPath, ...missing, ...execArgv, ...args]
  if (dumps !== undefined && dumps !== '0')
    return { file: SHELL, args: ['sh', '-c', 'ulimit -c 0 && exec "$@"', 'sh', ...node] }
  return missing.length === 0 ? undefined : { file: execPath, args: node }
}

const nameOf = (flag: string): string => flag.replace(/=.*/, '').replaceAll('_', '-')
