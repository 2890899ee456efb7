import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'

/** Made for these tests, of localhost and 127.0.0.1, and signed by nobody else; it ends in 2126. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUBpD0HHeHdx6KL0xENnpBeRXAIz8wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODA1MjAzMFoYDzIxMjYxMTA0
MDUyMDMwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATHqn3KHNjd6PtYkvYOJ8O3G5e3Z1URfvnJzVdcsHcMptjeJp2FZp+t
LgOCkLdIhCWdACQPS4jXQx13Z6AYe95bo28wbTAdBgNVHQ4EFgQU8kfexFbNEaA6
cf5puJXTesjWWAAwHwYDVR0jBBgwFoAU8kfexFbNEaA6cf5puJXTesjWWAAwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgIjX7s6giSETlqpc3Et15K3xk2zntv/9XtRt6AWEoRToCICNA
mzUOKg0sYpf2adQYTaBWwD6Ya63bdJwo3xiEDrCp
-----END CERTIFICATE-----
`
/** The same of 2020, and the same of another host. */
export const EXPIRED = `-----BEGIN CERTIFICATE-----
MIIBZTCCAQugAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAwWjAUMRIwEAYDVQQDDAls
b2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATHqn3KHNjd6PtYkvYO
J8O3G5e3Z1URfvnJzVdcsHcMptjeJp2FZp+tLgOCkLdIhCWdACQPS4jXQx13Z6AY
e95bo04wTDAPBgNVHRMBAf8EBTADAQH/MBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcE
fwAAATAdBgNVHQ4EFgQU8kfexFbNEaA6cf5puJXTesjWWAAwCgYIKoZIzj0EAwID
SAAwRQIhAOa2cbIBKO+J6W0RV40NIOi3WQLinlwVusrxoxHjhpaaAiBTVOkGYYXZ
w9rX4PoMnljlni0tboB6URmb5qKI1dj27Q==
-----END CERTIFICATE-----
`
export const OF_ANOTHER = `-----BEGIN CERTIFICATE-----
MIIBnTCCAUOgAwIBAgIUI4loY6ibz8VQaDuhUCzcVr3dbA0wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODA4MTY0NFoYDzIxMjYxMTA0
MDgxNjQ0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATHqn3KHNjd6PtYkvYOJ8O3G5e3Z1URfvnJzVdcsHcMptjeJp2FZp+t
LgOCkLdIhCWdACQPS4jXQx13Z6AYe95bo3EwbzAdBgNVHQ4EFgQU8kfexFbNEaA6
cf5puJXTesjWWAAwHwYDVR0jBBgwFoAU8kfexFbNEaA6cf5puJXTesjWWAAwHAYD
VR0RBBUwE4IRZWxzZXdoZXJlLmV4YW1wbGUwDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNIADBFAiEAxsjhgNpmLP4BxGq+0tGTxk6p2DCNOmspUXXaC/iT8bUC
IGvIWLdZwiZr98BIvV3sAS2z3S8IKj2NfKfCE/n7YRMi
-----END CERTIFICATE-----
`
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgCx7/40UmtQAqY/d8
P/XFZCkFH/+85IK/JaouyqP2Yw2hRANCAATHqn3KHNjd6PtYkvYOJ8O3G5e3Z1UR
fvnJzVdcsHcMptjeJp2FZp+tLgOCkLdIhCWdACQPS4jXQx13Z6AYe95b
-----END PRIVATE KEY-----
`

export interface SelfSigned {
  readonly url: string
  /** Paths that were asked for, once the handshake was over. */
  readonly asked: readonly string[]
  close(): void
}

/** A server whose certificate no authority has signed; it answers anything with `{}`. */
export async function startSelfSigned(cert = CERTIFICATE): Promise<SelfSigned> {
  const asked: string[] = []
  const server = createServer({ key: KEY, cert }, (message, response) => {
    asked.push(message.url ?? '')
    response.setHeader('content-type', 'application/fhir+json')
    response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Asks it as somebody who trusts the certificate. */
export async function askTrusting({ url }: SelfSigned): Promise<number | undefined> {
  const sent = request(`${url}/trusting`, { ca: CERTIFICATE, agent: false })
  sent.end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  return answer.statusCode
}
