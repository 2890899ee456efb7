/**
 * Ids for the cards of one answer: lower-case version 4 UUIDs (`CARD-10`) whose first 48 bits are the
 * time in ms. Rows of one time then lie side by side in the store's index; with ids of chance alone,
 * each card would dirty a page of its own. 74 bits of chance are left, and nobody takes an id for a
 * secret: feedback counts by its client.
 *
 * @param newId makes version 4 UUIDs.
 */
export function cardIds(now: Date, newId: () => string): () => string {
  const time = now.getTime().toString(16).padStart(12, '0').slice(-12)
  const prefix = `${time.slice(0, 8)}-${time.slice(8)}`
  return () => prefix + newId().slice(13)
}
