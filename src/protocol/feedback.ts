import { z } from 'zod'
import { text } from './primitives.ts'
import { withinBytes } from './within-bytes.ts'

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

/** What is kept of a comment, in bytes of UTF-8: more than anybody writes at the bedside (T24). */
const MOST_COMMENT_BYTES = 4096

const overrideReason = z.looseObject({
  reason: reason.nullish(),
  // One long comment must not cost the other outcomes of its call.
  userComment: z
    .string()
    .max(4096)
    .transform((comment) => withinBytes(comment, MOST_COMMENT_BYTES))
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
