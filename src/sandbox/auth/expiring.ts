import { randomBytes } from 'node:crypto'

/** Values behind names that cannot be guessed, each for a while. */
export interface Expiring<T> {
  /** Keeps a value and returns its name. */
  add(value: T): string
  get(name: string): T | undefined
  /** As `get`, once. */
  take(name: string): T | undefined
  drop(isGone: (value: T) => boolean): void
}

/** The oldest goes where there are more: whoever asks for many does so at their own cost. */
const MOST = 1000

export function expiring<T>(ms: number, now: () => Date): Expiring<T> {
  const kept = new Map<string, { readonly value: T; readonly until: number }>()

  function get(name: string): T | undefined {
    const found = kept.get(name)
    return found !== undefined && found.until > now().getTime() ? found.value : undefined
  }

  return {
    add(value) {
      const name = randomBytes(32).toString('base64url')
      kept.set(name, { value, until: now().getTime() + ms })
      const [oldest] = kept.keys()
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest)
      return name
    },
    get,
    take(name) {
      const value = get(name)
      kept.delete(name)
      return value
    },
    drop(isGone) {
      for (const [name, { value }] of kept) if (isGone(value)) kept.delete(name)
    },
  }
}
