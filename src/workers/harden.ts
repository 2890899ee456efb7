import { boundBuffers } from './bound-buffers.ts'
import { type AtWork, fenceProcess } from './fence-process.ts'
import { fix } from './fix.ts'

/**
 * Takes from a worker's rules what they have no business with. Not a sandbox: rules are reviewed code and
 * trusted as to intent. It keeps a faulty one from reaching past its own cards.
 */

interface HardenOptions {
  readonly ruleAtWork: AtWork
  /** Changes whenever a rule begins. */
  readonly turn: () => number
  /** Runs, later, what the rule at work leaves behind: as that rule, its exceptions caught. */
  readonly inItsName: () => ((callback: () => void) => void) | undefined
}

type Callback = (...args: unknown[]) => void
type Scheduler = (callback: Callback, ...rest: unknown[]) => unknown

/** Call once, after the libraries are loaded and before the services are. */
export function harden(options: HardenOptions): void {
  silenceConsole()
  removeGlobals()
  boundBuffers(options.turn)
  ownTimers(options)
  fenceProcess(options.ruleAtWork)
  freezeIntrinsics()
}

/**
 * Rules see patients; what they print would be in the log (T22). Silenced for whoever has it already, and
 * another one for rules, behind which no stream is.
 */
function silenceConsole(): void {
  const silent = () => {}
  const names = Object.keys(console).filter(
    (name) => typeof Reflect.get(console, name) === 'function',
  )
  for (const name of names) Reflect.set(console, name, silent)
  const own = Object.fromEntries(names.map((name) => [name, silent]))
  fix(globalThis, 'console', Object.freeze(own))
}

const NOT_FOR_RULES = [
  ...['fetch', 'FormData', 'Headers', 'Request', 'Response', 'WebSocket', 'EventSource'],
  ...['MessageChannel', 'MessagePort', 'BroadcastChannel', 'WebAssembly', 'SharedArrayBuffer'],
  ...['Blob', 'File', 'ReadableStream', 'WritableStream', 'TransformStream'],
  ...['CompressionStream', 'DecompressionStream', 'TextEncoderStream', 'TextDecoderStream'],
  ...['crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto', 'navigator', 'localStorage'],
  'sessionStorage',
]

/** No network, no chance, and no memory that nobody counts. */
function removeGlobals(): void {
  for (const name of NOT_FOR_RULES) Reflect.deleteProperty(globalThis, name)
}

const SCHEDULERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'] as const

/** What a rule leaves to be run later is run in its name: it cannot hang or throw as nobody. */
function ownTimers({ inItsName }: HardenOptions): void {
  const owned = (schedule: Scheduler): Scheduler =>
    function schedulerOf(callback, ...rest) {
      const runs = inItsName()
      if (runs === undefined || typeof callback !== 'function') return schedule(callback, ...rest)
      return schedule((...args) => runs(() => callback(...args)), ...rest)
    }
  for (const name of SCHEDULERS)
    fix(globalThis, name, owned(Reflect.get(globalThis, name) as Scheduler))
  fix(process, 'nextTick', owned(process.nextTick.bind(process) as Scheduler))
}

/** Names that code commonly gives to objects of its own by assignment, which a frozen prototype forbids. */
const ASSIGNED: ReadonlyMap<object, readonly string[]> = new Map<object, readonly string[]>([
  [Object.prototype, ['constructor', 'toString', 'toLocaleString', 'valueOf']],
  [Function.prototype, ['constructor', 'toString']],
  ...[Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError].map(
    ({ prototype }) => [prototype, ['constructor', 'name', 'message', 'toString']] as const,
  ),
])

/**
 * Freezes the language's own objects. A few names stay assignable on objects that inherit them: they
 * become accessors whose setter defines the name on the object at hand, and refuses the prototype itself.
 */
function freezeIntrinsics(): void {
  for (const [prototype, names] of ASSIGNED) for (const name of names) assignable(prototype, name)
  const seen = new Set<object>()
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name)
    const value: unknown = descriptor?.value
    if (!INTRINSIC.has(name) || value === undefined) continue
    freeze(value, seen)
    fix(globalThis, name, value)
  }
  for (const hidden of HIDDEN) freeze(hidden, seen)
}

const INTRINSIC: ReadonlySet<string> = new Set([
  ...['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Date'],
  ...['Promise', 'RegExp', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Proxy', 'Reflect'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError'],
  ...['TypeError', 'URIError', 'JSON', 'Math', 'Atomics', 'Intl', 'ArrayBuffer', 'DataView'],
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array'],
  ...['Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array'],
  ...['BigUint64Array', 'Buffer', 'Iterator', 'FinalizationRegistry', 'structuredClone'],
  ...['parseInt', 'parseFloat', 'isNaN', 'isFinite', 'escape', 'unescape'],
  ...['encodeURIComponent', 'decodeURIComponent', 'encodeURI', 'decodeURI'],
])

const prototypeOf = (value: object): object => Object.getPrototypeOf(value)

/** Prototypes that no global names. */
const HIDDEN: readonly object[] = [
  prototypeOf(prototypeOf([][Symbol.iterator]())),
  prototypeOf([][Symbol.iterator]()),
  prototypeOf(''[Symbol.iterator]()),
  prototypeOf(new Map()[Symbol.iterator]()),
  prototypeOf(new Set()[Symbol.iterator]()),
  prototypeOf(''.matchAll(/./g)),
  prototypeOf(Uint8Array),
  prototypeOf(Uint8Array.prototype),
  prototypeOf(function* () {}),
  prototypeOf(async () => {}),
  prototypeOf(async function* () {}),
]

function freeze(value: unknown, seen: Set<object>): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return
  if (seen.has(value)) return
  seen.add(value)
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key)
    if (descriptor === undefined) continue
    freeze(descriptor.value, seen)
    freeze(descriptor.get, seen)
    freeze(descriptor.set, seen)
  }
  Object.freeze(value)
}

function assignable(prototype: object, name: string): void {
  const descriptor = Reflect.getOwnPropertyDescriptor(prototype, name)
  if (descriptor === undefined || !('value' in descriptor) || !descriptor.configurable) return
  const value: unknown = descriptor.value
  Reflect.defineProperty(prototype, name, {
    enumerable: false,
    configurable: false,
    get: () => value,
    set(this: object, own: unknown) {
      if (this === prototype) throw new TypeError(`${name} of a frozen prototype`)
      Reflect.defineProperty(this, name, {
        value: own,
        writable: true,
        enumerable: true,
        configurable: true,
      })
    },
  })
}
