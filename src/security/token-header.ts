import { Untrusted } from './untrusted.ts'

/** Algorithms that can be allowed: asymmetric ones (`JWT-02`, `JWT-03`, threat T5). */
export const ALGORITHMS = [
  ...(['ES384', 'RS384', 'ES256', 'ES512', 'RS256', 'RS512'] as const),
  ...(['PS256', 'PS384', 'PS512', 'EdDSA'] as const),
] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** What a client's tokens may say of themselves. */
export interface HeaderRules {
  readonly algorithms: readonly Algorithm[]
  /** The only `jku` that may stand in a header; it is compared, never fetched. */
  readonly jku?: string | undefined
  /** True where `typ` may be "jwt" in any case (`JWT-14`). */
  readonly lenientTyp: boolean
}

/** Members that bring keys along, or change how the token has to be read. */
const REFUSED = ['crit', 'jwk', 'x5c', 'x5u', 'cty', 'b64', 'zip'] as const
const MAX_KID = 256

/** The algorithm and key that a header names, if all of it may be followed. @throws Untrusted */
export function checkHeader(
  header: Readonly<Record<string, unknown>>,
  { algorithms, jku, lenientTyp }: HeaderRules,
): { readonly alg: Algorithm; readonly kid: string } {
  const refused = REFUSED.find((name) => Object.hasOwn(header, name))
  if (refused !== undefined) throw new Untrusted('header-refused', refused)
  const alg = algorithms.find((each) => each === header.alg)
  if (alg === undefined)
    throw new Untrusted('alg-refused', `alg ${said(header.alg)}, allowed ${algorithms.join(', ')}`)
  if (Object.hasOwn(header, 'typ') && !isJwt(header.typ, lenientTyp))
    throw new Untrusted('typ-wrong', `typ ${said(header.typ)}`)
  const { kid } = header
  if (typeof kid !== 'string' || kid === '' || kid.length > MAX_KID)
    throw new Untrusted('kid-missing')
  if (Object.hasOwn(header, 'jku') && (jku === undefined || header.jku !== jku))
    throw new Untrusted('jku-unregistered', `jku ${said(header.jku)}, registered ${jku ?? 'none'}`)
  return { alg, kid }
}

function isJwt(typ: unknown, lenient: boolean): boolean {
  return typ === 'JWT' || (lenient && typeof typ === 'string' && typ.toUpperCase() === 'JWT')
}

const said = (value: unknown): string => JSON.stringify(value) ?? 'missing'
