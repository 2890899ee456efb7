import { z } from 'zod'

const id = z.string().regex(/^[a-zA-Z0-9][\w-]{0,127}$/)

/** What a card said of itself when it opened the app: nothing about the patient. */
const about = z.object({
  service: id,
  rule: id,
  card: id.optional(),
  score: id.optional(),
})
export type About = z.output<typeof about>

/**
 * EHRs hand it on as text or as an object, some not at all. What is there and cannot be read is not
 * "no card": whoever followed one must hear that its rule was not found.
 */
export function aboutOf(appContext: unknown): About | 'unreadable' | undefined {
  if (appContext === undefined || appContext === null || appContext === '') return undefined
  if (typeof appContext === 'string' && appContext.length > 2048) return 'unreadable'
  const value = typeof appContext === 'string' ? parsed(appContext) : appContext
  const checked = about.safeParse(value)
  return checked.success ? checked.data : 'unreadable'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
