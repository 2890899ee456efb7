import { createHash } from 'node:crypto'
import type { JWK } from 'jose'

/**
 * Keys whose private half anybody can read, by their thumbprints (RFC 7638, SHA-256): who has one of them
 * registered takes tokens from everybody (threat T30).
 */
const PUBLISHED: ReadonlyMap<string, string> = new Map([
  // https://github.com/cds-hooks/sandbox/tree/master/keys
  ['s9fOe-KDYD1myZ8YCzleUqJQgrYZL49kVijBxhnZvZc', 'the public CDS Hooks sandbox'],
  // SMART App Launch 2, examples of asymmetric authentication, which Inferno uses too
  ['RBFgQFFUIf4hfG8iUUZrf3vFZ_V2r3YRGPx9nKJXk5M', 'the examples of SMART App Launch and Inferno'],
  ['Q7fgcIzqt0bVAKsWaw_FyUFSDDpOTfsGdGtjJmAnzFY', 'the examples of SMART App Launch and Inferno'],
  ['IsUn6_e04MaShXFIISMp4kG62LWzMIPy_MvSA5pJgX8', 'RFC 7515, appendix A.2'],
  ['oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U', 'RFC 7515, appendix A.3'],
  ['NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs', 'RFC 7517, appendix A'],
  ['cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s', 'RFC 7517, appendix A'],
  ['oGDmHqCJ7yzMkWEkrlZVHkvrHIyQwtlDmeq5ForUHeY', 'jwt.io'],
  ['19J8y7Zprt2-QKLjF2I5pVk0OELX6cY2AfaAv1LC_w8', 'jwt.io'],
  ['iTqXXI0zbAnJCKDaobfhkM1f-6rMSpTfyZMRp_2tKI8', 'jwt.io'],
])

/** Where the private half of a key stands for all to read; undefined where we know of no such place. */
export function publishedBy({ kty, crv, x, y, e, n }: JWK): string | undefined {
  const required = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y }
  const thumbprint = createHash('sha256').update(JSON.stringify(required)).digest('base64url')
  return PUBLISHED.get(thumbprint)
}
