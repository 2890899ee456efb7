/** What makes buffers, and how large each of them will be. */

/** What a call is about to take, bytes. */
export type BytesOf = (self: unknown, args: readonly unknown[]) => number

/** A length as the language reads it; what is none takes nothing, and the language says so itself. */
function lengthOf(value: unknown): number {
  const length = typeof value === 'bigint' ? 0 : Number(value)
  return length > 0 ? length : 0
}

/** Of a text, a list or a buffer. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  return lengthOf(Reflect.get(value, ArrayBuffer.isView(value) ? 'byteLength' : 'length'))
}

const TYPED_ARRAYS = [
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array'],
  ...['Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array'],
  'BigUint64Array',
]

/** Of global names. */
export const CONSTRUCTORS: readonly (readonly [name: string, bytesOf: BytesOf])[] = [
  ['ArrayBuffer', (_, [length, options]) => Math.max(lengthOf(length), mostOf(options))],
  ...TYPED_ARRAYS.map((name) => [name, elementsOf(name)] as const),
]

/** A buffer that may grow takes all it may at once: the address space is taken, too. */
function mostOf(options: unknown): number {
  if (typeof options !== 'object' || options === null) return 0
  return lengthOf(Reflect.get(options, 'maxByteLength'))
}

function elementsOf(name: string): BytesOf {
  const { BYTES_PER_ELEMENT: each } = Reflect.get(globalThis, name) as Uint8ArrayConstructor
  return (_, [first]) => {
    if (typeof first !== 'object' || first === null) return lengthOf(first) * each
    return lengthOf(Reflect.get(first, 'length')) * each
  }
}

const typedArray: object = Object.getPrototypeOf(Uint8Array.prototype)
const ownSize: BytesOf = (self) => sizeOf(self)
const newLength: BytesOf = (self, [length]) =>
  length === undefined ? lengthOf(Reflect.get(Object(self), 'byteLength')) : lengthOf(length)

/** Those that copy without a constructor. */
export const METHODS: readonly (readonly [home: object, name: string, bytesOf: BytesOf])[] = [
  [ArrayBuffer.prototype, 'transfer', newLength],
  [ArrayBuffer.prototype, 'transferToFixedLength', newLength],
  [typedArray, 'toReversed', ownSize],
  [typedArray, 'toSorted', ownSize],
  [typedArray, 'with', ownSize],
  [TextEncoder.prototype, 'encode', (_, [text]) => sizeOf(text)],
]

/** Of `Buffer` itself. */
export const BUFFER_MAKERS: Readonly<Record<string, BytesOf>> = {
  alloc: (_, [length]) => lengthOf(length),
  allocUnsafe: (_, [length]) => lengthOf(length),
  allocUnsafeSlow: (_, [length]) => lengthOf(length),
  from: (_, [source]) => sizeOf(source),
  of: (_, items) => items.length,
  copyBytesFrom: (_, [view]) => sizeOf(view),
  concat: (_, [list, length]) =>
    length === undefined && Array.isArray(list)
      ? list.reduce((sum: number, each) => sum + sizeOf(each), 0)
      : lengthOf(length),
}
