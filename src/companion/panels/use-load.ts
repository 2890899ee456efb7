import { useCallback, useEffect, useState } from 'preact/hooks'
import { wordsOf } from '../api/fault.ts'

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly why: string; readonly retry: () => void }

const LOADING = { state: 'loading' } as const

/** Loads again when `keys` change; an answer that comes after that is dropped. */
export function useLoad<T>(load: () => Promise<T>, keys: readonly unknown[]): Loaded<T> {
  const [found, setFound] = useState<Loaded<T>>(LOADING)
  const [tries, setTries] = useState(0)
  const retry = useCallback(() => setTries((before) => before + 1), [])
  useEffect(() => {
    let current = true
    setFound(LOADING)
    load().then(
      (value) => current && setFound({ state: 'ready', value }),
      (error: unknown) => current && setFound({ state: 'failed', why: wordsOf(error), retry }),
    )
    return () => {
      current = false
    }
  }, [...keys, tries])
  return found
}
