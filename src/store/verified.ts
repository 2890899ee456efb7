/** How long after a card was served feedback about it counts: 30 days (threat T24). */
export const VERIFIABLE_MS = 30 * 24 * 60 * 60 * 1000

/** Both RFC 3339 times. */
export function isVerifiable(servedAt: string, receivedAt: string): boolean {
  return Date.parse(receivedAt) - Date.parse(servedAt) <= VERIFIABLE_MS
}
