import type { Registration } from '../registration/registration.ts'

/** Whether pages of other origins put the app into their frames, so that its cookies are third parties'. */
export function isFramed({ frameAncestors }: Registration, publicUrl: string): boolean {
  const own = URL.parse(publicUrl)?.origin
  return frameAncestors.some((origin) => origin !== own)
}
