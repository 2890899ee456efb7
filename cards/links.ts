import type { Link } from '../src/protocol/card.ts'

/** What the companion app is told through the launch; nothing about the patient. */
export interface AppContext {
  readonly service: string
  readonly rule: string
  readonly card?: string
  readonly score?: string
}

/** A SMART link: the client adds `iss` and `launch` (`LINK-03`, `LINK-04`). */
export function smartLink(label: string, url: string, appContext: AppContext): Link {
  return { label, url, type: 'smart', appContext: JSON.stringify(appContext) }
}

/** A link that opens as it is. @throws Error for anything but https. */
export function absoluteLink(label: string, url: string): Link {
  if (URL.parse(url)?.protocol !== 'https:')
    throw new Error(`a link needs an https address: ${label}`)
  return { label, url, type: 'absolute' }
}
