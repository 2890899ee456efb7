// What may stand in directions beside the dose, its times and the names of the medicine, and still say no more.
const PLAIN = new Set(
  'take give by mouth orally oral po a an of per each every day daily q d h hr hrs hour hours time times dose mg tab tabs tablet tablets cap caps capsule capsules'.split(
    ' ',
  ),
)
const COUNTS: ReadonlyMap<string, number> = new Map([
  ['once', 1],
  ['one', 1],
  ['qd', 1],
  ['twice', 2],
  ['two', 2],
  ['bid', 2],
  ['three', 3],
  ['tid', 3],
  ['four', 4],
  ['qid', 4],
])
const EVENING = ['evening', 'night', 'nightly', 'bedtime', 'at', 'in', 'the']
const TOKEN = /[a-z]+|\d+(?:\.\d+)?/g

/**
 * Whether directions in words say no more than is known from elsewhere. One word too many (a meal, a pause, "then")
 * is more; so is a number that is not expected, or a sign such as in 1/2 and 1-2.
 */
export function saysNoMore(
  said: unknown,
  { numbers, words }: { readonly numbers: readonly number[]; readonly words: string },
): boolean {
  if (typeof said !== 'string' || /[^\w\s.,()]/.test(said)) return false
  const known = new Set(words.toLowerCase().match(/[a-z]+/g))
  const isEvening = known.has('evening')
  return (said.toLowerCase().match(TOKEN) ?? []).every((token) => {
    const count = COUNTS.get(token) ?? Number(token)
    if (!Number.isNaN(count)) return numbers.includes(count)
    return PLAIN.has(token) || known.has(token) || (isEvening && EVENING.includes(token))
  })
}
