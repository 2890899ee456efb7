/** Good answers of FHIR servers against which nothing is held: when a failure comes they count too. */
export interface GoodAnswers {
  /** At a time in ms of a clock that never jumps. */
  note(base: string, now: number): void
  /** Takes the times of those that still count, oldest first. */
  take(base: string, now: number): readonly number[]
}

/** Times of the newest answers, in a ring. */
interface Ring {
  readonly times: number[]
  next: number
}

/**
 * @param answers the newest that count; older ones do not, however many came in `windowMs`
 * @param most servers remembered; the one that was first noted is forgotten first
 */
export function goodAnswers(answers: number, windowMs: number, most: number): GoodAnswers {
  const rings = new Map<string, Ring>()

  function begun(base: string): Ring {
    const ring = { times: [], next: 0 }
    rings.set(base, ring)
    if (rings.size <= most) return ring
    for (const oldest of rings.keys()) {
      rings.delete(oldest)
      break
    }
    return ring
  }

  return {
    note(base, now) {
      const ring = rings.get(base) ?? begun(base)
      ring.times[ring.next] = now
      ring.next = (ring.next + 1) % answers
    },
    take(base, now) {
      const { times, next } = rings.get(base) ?? { times: [], next: 0 }
      rings.delete(base)
      return [...times.slice(next), ...times.slice(0, next)].filter((at) => now - at < windowMs)
    },
  }
}
