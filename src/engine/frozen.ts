/**
 * The same value, unchangeable to its depths: an attempt to change it throws on the spot, and spoils no
 * other rule's data. Plain data only; what is frozen already is left alone.
 */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value
  for (const member of Object.values(value)) frozen(member)
  return Object.freeze(value)
}
