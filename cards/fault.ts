import { z } from 'zod'
import { type Card, link, SUMMARY_LIMIT, source, suggestion } from '../src/protocol/card.ts'
import { displayedCoding } from '../src/protocol/coding.ts'
import { isKnownLaunch, isPlainlySound } from './sound.ts'

const reasons = z.array(displayedCoding)
const suggestions = z.array(suggestion)
const links = z.array(link)

/**
 * What keeps a built card off the wire (`RESP-05`); `undefined` when nothing does. Every part is held
 * against its wire schema; source and reasons, which are the same objects for every card of a rule,
 * only once. The tester holds whole cards against the whole schema.
 */
export function faultOf(card: Card, ruleSource: object): string | undefined {
  if (card.summary.trim() === '' || card.summary.length > SUMMARY_LIMIT)
    return `summary must have 1 to ${SUMMARY_LIMIT} characters`
  if (card.detail !== undefined && card.detail.trim() === '') return 'detail is empty'
  const recommended = card.suggestions?.filter(({ isRecommended }) => isRecommended === true)
  if (card.selectionBehavior === 'at-most-one' && (recommended?.length ?? 0) > 1)
    return 'suggestions: at most one may be recommended'
  if (card.selectionBehavior !== undefined && !/^(?:any|at-most-one)$/.test(card.selectionBehavior))
    return 'selectionBehavior must be any or at-most-one'
  return (
    once(source, ruleSource) ??
    (card.overrideReasons === undefined ? undefined : once(reasons, card.overrideReasons)) ??
    (card.suggestions === undefined || card.suggestions.every(isPlainlySound)
      ? undefined
      : issueOf(suggestions, card.suggestions)) ??
    (card.links === undefined ? undefined : linksFault(card.links))
  )
}

/** Launch addresses that the schema has passed: the deployment has one, tests a few. */
const launches = new Set<string>()
const MOST_LAUNCHES = 100

function linksFault(of: NonNullable<Card['links']>): string | undefined {
  if (of.every((each) => isKnownLaunch(each, launches))) return undefined
  const fault = issueOf(links, of)
  if (fault === undefined && launches.size < MOST_LAUNCHES)
    for (const { type, url } of of) if (type === 'smart') launches.add(url)
  return fault
}

const checked = new WeakMap<object, { readonly fault: string | undefined }>()

/** The verdict on an object that comes again with each card. */
function once(schema: z.ZodType, part: object): string | undefined {
  const before = checked.get(part)
  if (before !== undefined) return before.fault
  const fault = issueOf(schema, part)
  checked.set(part, { fault })
  return fault
}

function issueOf(schema: z.ZodType, part: unknown): string | undefined {
  const result = schema.safeParse(part)
  if (result.success) return undefined
  const [issue] = result.error.issues
  return `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`
}
