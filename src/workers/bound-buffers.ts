import { getHeapStatistics } from 'node:v8'
import { BUFFER_MAKERS, type BytesOf, CONSTRUCTORS, METHODS } from './buffer-sizes.ts'
import { fix } from './fix.ts'

const MIB = 2 ** 20
/** One buffer, and all that are made from one look at what is in use to the next, bytes. */
const MOST_AT_ONCE = 64 * MIB
/**
 * In use outside the heap of this thread, bytes. More than V8 lets lie before it collects, so that
 * nothing is refused for the garbage of others.
 */
const MOST_IN_USE = 128 * MIB
const TOO_MUCH = 'rules may not take so much memory for buffers'

/** Says that so many bytes are about to be taken. @throws RangeError where that is too much */
type Charge = (bytes: number) => void

/**
 * Bounds what rules take outside the heap, which the limits of a worker do not count: buffers and typed
 * arrays (T23, R18). Whatever makes one by a global name is replaced by what counts first; libraries that
 * take theirs from `node:buffer` are not affected. Call before the intrinsics are frozen.
 */
export function boundBuffers(): void {
  const charge = chargeWithin()
  for (const [name, bytesOf] of CONSTRUCTORS) boundConstructor(name, bytesOf, charge)
  for (const [home, name, bytesOf] of METHODS)
    fix(home, name, bounded(Reflect.get(home, name) as Maker, bytesOf, charge))
  boundBuffer(charge)
  boundClone()
}

/** Cheap: only every so many bytes there is a look at what is really in use. */
function chargeWithin(): Charge {
  let charged = 0
  return (bytes) => {
    charged += bytes
    if (charged <= MOST_AT_ONCE) return
    charged = 0
    if (bytes > MOST_AT_ONCE) throw new RangeError(TOO_MUCH)
    refuseWhenFull()
  }
}

function refuseWhenFull(): void {
  if (getHeapStatistics().external_memory > MOST_IN_USE) throw new RangeError(TOO_MUCH)
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
function boundClone(): void {
  const real = structuredClone as Maker
  fix(globalThis, 'structuredClone', (...args: unknown[]) => {
    refuseWhenFull()
    return real(...args)
  })
}
