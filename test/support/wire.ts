import { z } from 'zod'

/** What every client can read of our answers; deliberately written apart from the product's schemas. */
export const responseSchema = z.object({
  cards: z.array(
    z.object({
      uuid: z.string().optional(),
      summary: z.string().min(1).max(139),
      detail: z.string().optional(),
      indicator: z.enum(['info', 'warning', 'critical']),
      source: z.object({
        label: z.string().min(1),
        topic: z.object({ code: z.string() }).optional(),
      }),
      suggestions: z
        .array(
          z.object({
            label: z.string(),
            uuid: z.string(),
            actions: z.array(z.looseObject({ type: z.string() })).optional(),
          }),
        )
        .optional(),
      links: z.array(z.looseObject({ url: z.url(), type: z.string() })).optional(),
    }),
  ),
})

export const outcomeSchema = z.object({
  resourceType: z.literal('OperationOutcome'),
  issue: z
    .array(
      z.object({
        severity: z.literal('error'),
        code: z.string(),
        details: z.object({
          text: z.string().min(1),
          coding: z.array(z.object({ code: z.string() })).min(1),
        }),
        expression: z.array(z.string()).optional(),
      }),
    )
    .min(1),
})
