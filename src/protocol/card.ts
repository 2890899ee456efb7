import { z } from 'zod'
import { action } from './action.ts'
import { coding, displayedCoding } from './coding.ts'
import { absoluteUrl, text } from './primitives.ts'
import { extension } from './request.ts'

/** The longest summary that every client shows whole: "fewer than 140 characters" (`CARD-01`). */
export const SUMMARY_LIMIT = 139

export const indicator = z.enum(['info', 'warning', 'critical'])

const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)

export const source = z.strictObject({
  label: text,
  url: absoluteUrl.optional(),
  icon: absoluteUrl.optional(),
  topic: coding.optional(),
  extension: extension.optional(),
})

export const suggestion = z.strictObject({
  label: text,
  uuid,
  isRecommended: z.boolean().optional(),
  actions: z.array(action).min(1).optional(),
  extension: extension.optional(),
})

export const link = z
  .strictObject({
    label: text,
    url: absoluteUrl,
    type: z.enum(['absolute', 'smart']),
    appContext: text.optional(),
    autolaunchable: z.boolean().optional(),
    extension: extension.optional(),
  })
  .refine((value) => value.appContext === undefined || value.type === 'smart', {
    path: ['appContext'],
    message: 'is for smart links only',
  })
  // A smart link's address is the deployment's own setting, and may be on this machine (`LINK-07`).
  .refine((value) => value.type === 'smart' || value.url.startsWith('https:'), {
    path: ['url'],
    message: 'must be https',
  })

/** A card as we put it on the wire; stricter than the standard where the standard leaves room. */
export const card = z
  .strictObject({
    uuid,
    summary: text.max(SUMMARY_LIMIT),
    detail: text.optional(),
    indicator,
    source,
    suggestions: z.array(suggestion).min(1).optional(),
    selectionBehavior: z.enum(['at-most-one', 'any']).optional(),
    overrideReasons: z.array(displayedCoding).min(1).optional(),
    links: z.array(link).min(1).optional(),
    extension: extension.optional(),
  })
  .refine(
    (value) => (value.suggestions === undefined) === (value.selectionBehavior === undefined),
    {
      path: ['selectionBehavior'],
      message: 'goes with suggestions, and only with them',
    },
  )
  .refine(
    (value) =>
      value.selectionBehavior !== 'at-most-one' ||
      (value.suggestions ?? []).filter((each) => each.isRecommended === true).length <= 1,
    { path: ['suggestions'], message: 'at most one may be recommended' },
  )

export const response = z.strictObject({
  cards: z.array(card),
  systemActions: z.array(action).min(1).optional(),
  extension: extension.optional(),
})

export type Indicator = z.output<typeof indicator>
export type CardSource = z.output<typeof source>
export type Suggestion = z.output<typeof suggestion>
export type Link = z.output<typeof link>
export type Card = z.output<typeof card>
export type HookResponse = z.output<typeof response>
