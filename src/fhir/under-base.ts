/**
 * The parsed address where it lies under a FHIR base, `undefined` elsewhere: same origin, and the path
 * below on a segment boundary (`PFD-12`, T2). A relative address is taken from the base. The caller
 * connects to the very URL that was judged.
 */
export function underBase(address: string, base: URL): URL | undefined {
  const root = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`
  const url = URL.parse(address, new URL(root, base))
  if (url === null || url.origin !== base.origin) return undefined
  if (url.username !== '' || url.password !== '') return undefined
  // A server may decode these into a step upwards that the parser did not see.
  if (/%(?:2e|2f|5c|00)/i.test(url.pathname)) return undefined
  if (!`${url.pathname}/`.startsWith(root)) return undefined
  url.hash = ''
  return url
}
