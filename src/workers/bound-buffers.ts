import { getHeapStatistics } from 'node:v8'
import { BUFFER_MAKERS, type BytesOf, CONSTRUCTORS, METHODS } from './buffer-sizes.ts'
import { collector } from './collector.ts'
import { fix } from './fix.ts'

const MIB = 2 ** 20
/** One buffer; bytes, like all here. */
const MOST_AT_ONCE = 64 * MIB
/** All that are made from one look at what is in use to the next. */
const LOOK_EVERY = 16 * MIB
/** What one run of a rule may add to what is in use. More than V8 lets lie before it collects. */
const MOST_MORE = 128 * MIB
/** In use in this thread, whoever holds it: what rules keep from one run to the next, too. */
const MOST_IN_ALL = 512 * MIB
/** A run that takes more than this is held to what was in use before it. */
const SMALL = MIB
/** What was collected is freed by a thread of V8's own, which gets so long before a run is refused. */
const FREED_IN = { stepMs: 2, steps: 10 }
/** Kept here, since rules may not have it. */
const { wait: waitOn } = Atomics
const nobody = new Int32Array(new SharedArrayBuffer(4))
const TOO_MUCH = 'rules may not take so much memory for buffers'

/**
 * Says that so many bytes are about to be taken.
 *
 * @param looks at what is in use in any case: how many will be taken is not known
 * @throws RangeError where that is too much
 */
type Charge = (bytes: number, looks?: boolean) => void

/**
 * Bounds what rules take outside the heap, which the limits of a worker do not count: buffers and typed
 * arrays (T23, R18). Whatever makes one by a global name is replaced by what counts first; libraries that
 * take theirs from `node:buffer` are not affected. Call before the intrinsics are frozen.
 *
 * @param turn changes whenever a rule begins
 */
export function boundBuffers(turn: () => number): void {
  const charge = chargeWithin(turn, collector())
  for (const [name, bytesOf] of CONSTRUCTORS) boundConstructor(name, bytesOf, charge)
  for (const [home, name, bytesOf] of METHODS)
    fix(home, name, bounded(Reflect.get(home, name) as Maker, bytesOf, charge))
  boundBuffer(charge)
  boundClone(charge)
}

/**
 * Cheap: only every so many bytes there is a look at what is really in use. A run is charged for what it
 * adds: data of other calls and what their rules left to be collected are in use, too. V8 collects when it
 * sees fit, on a busy machine late: nothing is refused before what nobody holds any more is gone.
 */
function chargeWithin(turn: () => number, collect: () => void): Charge {
  let charged = 0
  let run = turn()
  let ofRun = 0
  let before: number | undefined
  return (bytes, looks = false) => {
    if (turn() !== run) {
      run = turn()
      ofRun = 0
      before = undefined
    }
    if (before === undefined && (looks || ofRun + bytes > SMALL)) before = inUse() - ofRun
    ofRun += bytes
    charged += bytes
    if (!looks && charged <= LOOK_EVERY) return
    charged = 0
    if (bytes > MOST_AT_ONCE) throw new RangeError(TOO_MUCH)
    if (!isOver()) return
    collect()
    for (let step = 0; isOver(); step += 1) {
      if (step === FREED_IN.steps) throw new RangeError(TOO_MUCH)
      waitOn(nobody, 0, 0, FREED_IN.stepMs)
    }
  }

  function isOver(): boolean {
    const now = inUse()
    // Where the garbage of others has been collected, it no longer covers what this one takes.
    before = Math.min(before ?? now, now)
    return now > MOST_IN_ALL || now - before > MOST_MORE
  }
}

function inUse(): number {
  return getHeapStatistics().external_memory
}

type Maker = (...args: unknown[]) => unknown

function bounded(real: Maker, bytesOf: BytesOf, charge: Charge): Maker {
  return function made(this: unknown, ...args) {
    charge(bytesOf(this, args))
    return Reflect.apply(real, this, args)
  }
}

type Constructor = (new (...args: unknown[]) => object) & { readonly prototype: object }

/** Also where it is found by what it has made: methods that copy look for it there. */
function boundConstructor(name: string, bytesOf: BytesOf, charge: Charge): void {
  const real = Reflect.get(globalThis, name) as Constructor
  const own: Constructor = new Proxy(real, {
    construct(target, args, newTarget) {
      charge(bytesOf(undefined, args))
      return Reflect.construct(target, args, newTarget === own ? target : newTarget)
    },
  })
  fix(globalThis, name, own)
  fix(real.prototype, 'constructor', own)
}

/** Another `Buffer` than the one of `node:buffer`, which Node's own code goes on to use. */
function boundBuffer(charge: Charge): void {
  const real = Buffer
  const own = function Buffer(source: unknown, ...rest: unknown[]) {
    return typeof source === 'number'
      ? Reflect.get(own, 'alloc')(source)
      : Reflect.get(own, 'from')(source, ...rest)
  }
  Object.defineProperties(own, Object.getOwnPropertyDescriptors(real))
  for (const [name, bytesOf] of Object.entries(BUFFER_MAKERS))
    fix(own, name, bounded(Reflect.get(real, name) as Maker, bytesOf, charge))
  Object.setPrototypeOf(own, Uint8Array)
  Object.setPrototypeOf(real, Uint8Array)
  fix(real.prototype, 'constructor', own)
  fix(globalThis, 'Buffer', own)
}

/** How large a copy will be nobody knows before; no larger than what is in use. */
function boundClone(charge: Charge): void {
  const real = structuredClone as Maker
  fix(globalThis, 'structuredClone', (...args: unknown[]) => {
    charge(0, true)
    return real(...args)
  })
}
