import { Writable } from 'node:stream'
import { fix } from './fix.ts'

/** Which rule is at work in this thread; -1 where none is. */
export type AtWork = () => number

/** What tells something or is called by Node itself; nothing else of `process` can be called in a worker. */
const OPEN: ReadonlySet<string> = new Set([
  ...['constructor', 'hrtime', 'uptime', 'cwd', 'memoryUsage', 'cpuUsage', 'threadCpuUsage'],
  ...['resourceUsage', 'constrainedMemory', 'availableMemory', 'nextTick', 'getMaxListeners'],
  ...['setMaxListeners', 'listenerCount', 'eventNames', '_fatalException', '_tickCallback'],
  'hasUncaughtExceptionCaptureCallback',
])
/** Libraries may need these; rules may not. */
const NOT_WHILE_A_RULE_RUNS: ReadonlySet<string> = new Set([
  ...['on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'off', 'emit'],
  ...['removeListener', 'removeAllListeners', 'setUncaughtExceptionCaptureCallback'],
])
/** Node itself warns, of what it finds in a rule, too: nobody listens. */
const SILENT: ReadonlySet<string> = new Set(['emitWarning', '_rawDebug'])
/** Ways out of the thread, to files or to later. */
const GONE = ['stdin', 'report', 'finalization', 'permission', 'channel'] as const

/**
 * Closes what would end or change the whole process, lead around the fence of imports, or carry what a
 * rule sees to a log or a file (T22, T23). Stays open what is listed, so that what Node adds is closed.
 */
export function fenceProcess(ruleAtWork: AtWork): void {
  process.removeAllListeners('warning')
  for (const name of functionsOf(process)) {
    if (OPEN.has(name)) continue
    fix(process, name, fenced(name, Reflect.get(process, name) as Callable, ruleAtWork))
  }
  for (const name of GONE) if (name in process) fix(process, name, undefined)
  for (const name of ['stdout', 'stderr']) fix(process, name, sink())
}

type Callable = (...args: unknown[]) => unknown

function fenced(name: string, real: Callable, ruleAtWork: AtWork): Callable {
  if (SILENT.has(name)) return () => undefined
  const isSometimesOpen = NOT_WHILE_A_RULE_RUNS.has(name)
  return (...args) => {
    if (isSometimesOpen && ruleAtWork() < 0) return Reflect.apply(real, process, args)
    throw new Error(`process.${name} is not for rules`)
  }
}

/** Its own and those it inherits. */
function functionsOf(object: object): ReadonlySet<string> {
  const names = new Set<string>()
  for (let each = object; each !== Object.prototype; each = Object.getPrototypeOf(each))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(each)))
      if (typeof value === 'function') names.add(name)
  return names
}

/** Takes what is written, and that is all. */
function sink(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
