import { setTimeout as pause } from 'node:timers/promises'

/** What is said to a call; undefined where it was shed, which is no answer. */
type Said = () => Promise<string | undefined>

/**
 * How long it takes until a call that needs a dependency is answered as one that does not, ms.
 *
 * @returns more than `limitMs` where that does not happen by then.
 */
export async function recovered(
  unaffected: Said,
  affected: Said,
  limitMs: number,
  between = 100,
): Promise<number> {
  const healed = performance.now()
  let whole: string | undefined
  for (;;) {
    whole ??= await unaffected()
    const said = await affected()
    const gone = performance.now() - healed
    if ((whole !== undefined && said === whole) || gone > limitMs) return gone
    await pause(between)
  }
}
