import { z } from 'zod'
import { text } from './primitives.ts'

/** RFC 3339 date-time with `Z` or a numeric offset, given on in UTC (`FB-11`). */
const timestamp = z.iso
  .datetime({
    offset: true,
    error: ({ code }) =>
      code === 'invalid_format'
        ? 'must be an RFC 3339 date-time such as 2026-01-31T09:30:00Z'
        : undefined,
  })
  .transform((value) => new Date(value).toISOString())

/** A reason; older clients leave out `system` and `display` (`FB-10`). */
const reason = z.looseObject({
  code: text.max(256),
  system: z.string().max(2048).nullish(),
  display: z.string().max(1024).nullish(),
})

/** More than anybody writes at the bedside, in bytes of UTF-8 (threat T24). */
const MOST_COMMENT_BYTES = 4096
const utf8 = new TextEncoder()

const overrideReason = z.looseObject({
  reason: reason.nullish(),
  userComment: z
    .string()
    .max(MOST_COMMENT_BYTES, { abort: true })
    .refine(
      (comment) => utf8.encode(comment).length <= MOST_COMMENT_BYTES,
      `must be at most ${MOST_COMMENT_BYTES} bytes of UTF-8`,
    )
    .nullish(),
})

/** What became of one card (`FB-02`, `FB-06`, `FB-07`). */
const feedbackEntry = z
  .looseObject({
    card: text.max(256),
    outcome: z.enum(['accepted', 'overridden']),
    acceptedSuggestions: z
      .array(z.looseObject({ id: text.max(256) }))
      .max(100)
      .nullish(),
    overrideReason: overrideReason.nullish(),
    outcomeTimestamp: timestamp,
  })
  .refine((value) => value.outcome !== 'accepted' || (value.acceptedSuggestions ?? []).length > 0, {
    path: ['acceptedSuggestions'],
    message: 'must name at least one suggestion when the outcome is accepted',
  })

export const feedback = z.looseObject({ feedback: z.array(feedbackEntry).max(1000) })

export type FeedbackEntryJson = z.output<typeof feedbackEntry>
