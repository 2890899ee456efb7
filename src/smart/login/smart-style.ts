import { type GuardedFetch, jsonOf, OutboundError } from '../../security/guarded-fetch.ts'
import { plainUrl } from '../../security/outbound.ts'
import { originsOf } from '../registration/registration.ts'
import type { TokenEndpoint } from '../session/token-request.ts'

const NAME = /^(?:color|dim|font_family)_[a-z_]{1,40}$/
/** Colours, lengths and names of fonts; nothing that a style sheet could be broken out of. */
const VALUE = /^[\w\s#.,%()'-]{1,100}$/

const ASKED = {
  headers: { accept: 'application/json' },
  maxBytes: 64 * 1024,
  deadlineMs: 1500,
} as const

/**
 * The EHR's colours and sizes (`smart_style_url`, SMART App Launch 2.2 §3.0.9), from a registered
 * origin and checked one by one. A matter of looks: where they are not to be had, there are none.
 */
export async function smartStyleOf(
  url: string | null | undefined,
  { registration, endpoints, reach }: TokenEndpoint,
  fetch: GuardedFetch,
): Promise<Readonly<Record<string, string>> | undefined> {
  if (url == null) return undefined
  const origin = plainUrl(url)?.origin
  const own = plainUrl(endpoints.token)?.origin ?? ''
  const servers = registration.servers.flatMap((server) => originsOf(registration, server))
  if (origin === undefined || ![own, ...servers].includes(origin)) return undefined
  try {
    const answer = await fetch({ url, reach, ...ASKED })
    if (answer.status !== 200) return undefined
    const style = Object.entries((jsonOf(answer) ?? {}) as object).filter(
      (entry): entry is [string, string] =>
        NAME.test(entry[0]) && typeof entry[1] === 'string' && VALUE.test(entry[1]),
    )
    return style.length === 0 ? undefined : Object.fromEntries(style)
  } catch (error) {
    if (error instanceof OutboundError) return undefined
    throw error
  }
}
