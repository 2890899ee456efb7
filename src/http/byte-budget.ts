/** How many bytes of bodies all requests together may hold (threat T11). */
export interface ByteBudget {
  /** Takes bytes, unless they would be more than there are. */
  take(bytes: number): boolean
  give(bytes: number): void
  used(): number
}

export function byteBudget(most: number): ByteBudget {
  let used = 0
  return {
    take(bytes) {
      if (used + bytes > most) return false
      used += bytes
      return true
    },
    give(bytes) {
      used -= bytes
    },
    used: () => used,
  }
}
