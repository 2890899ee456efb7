/** Gives an object a property that nothing changes or removes any more. */
export function fix(target: object, name: PropertyKey, value: unknown): void {
  Reflect.defineProperty(target, name, { value, writable: false, configurable: false })
}
