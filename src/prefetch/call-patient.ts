import { baseName, placeOf } from '../security/fhir-bases.ts'
import { plainUrl } from '../security/outbound.ts'

/** The patient of a call. An id tells patients apart on one FHIR server only (`REQ-14`, T18, T20). */
export interface CallPatient {
  readonly id: string
  /** Whether a patient of this id under this FHIR base, without a slash at the end, is the same one. */
  readonly isAt: (base: string) => boolean
}

/**
 * The patient of one call, whose data are from the bases that `basesOf` gives. Where these are several,
 * or none, the call does not say which one is meant: all that names a base must then name the same one.
 *
 * A server goes by several addresses on its host: without TLS behind a proxy, by other paths (published
 * requests name three in one body). So another host is another server, and so is what is registered on
 * the same host as another one, for whichever client: vendors keep tenants apart by their paths.
 *
 * @param registered what `placesOf` gives for all clients
 * @example callPatient('1', ['https://ehr.example/fhir']).isAt('https://other.example/fhir') // false
 */
export function callPatient(
  id: string,
  bases: readonly string[],
  registered: ReadonlySet<string> = NOWHERE,
): CallPatient {
  let only = bases.length === 1 ? bases[0] : undefined
  let last: string | undefined
  let isLastOurs = false

  function isOurs(base: string): boolean {
    const url = plainUrl(base)
    // What is no address is no place.
    if (url === undefined) return false
    only ??= bases.length === 0 ? baseName(base) : meantBy(url, bases)
    if (only === undefined) return false
    const place = placeOf(url.href)
    if (place === placeOf(only)) return true
    return url.hostname === plainUrl(only)?.hostname && !registered.has(place)
  }

  return {
    id,
    isAt(base) {
      if (base === only) return true
      // A chart names one server a thousand times, and mostly in one spelling. What is said before it is
      // known which server is meant may be said otherwise after.
      if (base === last) return isLastOurs
      isLastOurs = isOurs(base)
      last = only === undefined ? undefined : base
      return isLastOurs
    },
  }
}

const NOWHERE: ReadonlySet<string> = new Set()

/** Of several servers the one of this very address, else the only one of its host. */
function meantBy(url: URL, bases: readonly string[]): string | undefined {
  const place = placeOf(url.href)
  const named = bases.find((base) => placeOf(base) === place)
  if (named !== undefined) return named
  const [first, ...others] = bases.filter((base) => plainUrl(base)?.hostname === url.hostname)
  return others.length === 0 ? first : undefined
}
