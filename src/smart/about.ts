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

/** EHRs hand it on as text or as an object, some not at all; what is neither says nothing. */
export function aboutOf(appContext: unknown): About | undefined {
  if (typeof appContext === 'string' && appContext.length > 2048) return undefined
  const value = typeof appContext === 'string' ? parsed(appContext) : appContext
  const checked = about.safeParse(value)
  return checked.success ? checked.data : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
