/**
 * Node's names for what OpenSSL finds wrong with a certificate, and its own for one of another host
 * (https://nodejs.org/api/tls.html#x509-certificate-error-codes).
 */
const OF_CERTIFICATE =
  /CERT|SIGNATURE|ISSUER|CRL|CHAIN|^(?:HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/
/** A handshake that came to nothing: another protocol or none, no cipher that both have. */
const OF_HANDSHAKE = /^(?:EPROTO|ERR_SSL_|ERR_TLS_)/

/**
 * What of TLS an error with this code is about: the certificate, the handshake, or nothing. A server
 * that is down is an operator's matter of minutes, and one whose name nobody vouches for may be another.
 */
export function tlsFault(code: unknown): 'certificate' | 'tls' | undefined {
  if (typeof code !== 'string') return undefined
  if (OF_CERTIFICATE.test(code)) return 'certificate'
  return OF_HANDSHAKE.test(code) ? 'tls' : undefined
}
