import { baseName } from '../security/fhir-bases.ts'
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
 * requests name three in one body). So another host is another server, and so is another base of the
 * same host that is registered for the client (`registered`, asked only then).
 *
 * @example callPatient('1', ['https://ehr.example/fhir']).isAt('https://other.example/fhir') // false
 */
export function callPatient(
  id: string,
  bases: readonly string[],
  registered: () => readonly string[] = () => bases,
): CallPatient {
  let only = bases.length === 1 ? bases[0] : undefined
  return {
    id,
    isAt(base) {
      if (base === only) return true
      const url = plainUrl(base)
      // What is no address is no place.
      if (url === undefined) return false
      const name = baseName(url.href)
      only ??= bases.length === 0 ? name : meantBy(url, bases)
      if (only === undefined) return false
      if (name === only) return true
      return url.hostname === plainUrl(only)?.hostname && !registered().includes(name)
    },
  }
}

/** Of several servers the one of this very address, else the only one of its host. */
function meantBy(url: URL, bases: readonly string[]): string | undefined {
  const name = baseName(url.href)
  if (bases.includes(name)) return name
  const [first, ...others] = bases.filter((base) => plainUrl(base)?.hostname === url.hostname)
  return others.length === 0 ? first : undefined
}
