import { Agent, request } from 'node:http'
import type { TestKey } from '../support/tokens.ts'
import { sign } from '../support/tokens.ts'
import { ISSUER, PUBLIC_URL } from './kinds.ts'

const CONNECTIONS = 8

/** Sends the same body again and again over connections that stay open. */
export function sender(port: number, key: TestKey | undefined) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const path = '/cds-services/cardiometabolic-risk'

  /** Each call bears a token of its own, as the standard wants it; made before the clock runs. */
  function tokens(amount: number): Promise<readonly string[]> {
    if (key === undefined) return Promise.resolve([])
    const now = Math.floor(Date.now() / 1000)
    return Promise.all(
      Array.from({ length: amount }, () => sign({ key, iss: ISSUER, now }, PUBLIC_URL + path)),
    )
  }

  function post(body: Buffer, token: string | undefined): Promise<void> {
    const headers = {
      'content-type': 'application/json',
      'content-length': body.length,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    const options = { agent, port, path, host: '127.0.0.1', method: 'POST', headers }
    return new Promise((resolve, reject) => {
      const call = request(options, (response) => {
        response.resume()
        const { statusCode } = response
        response.on('end', () =>
          statusCode === 200 ? resolve() : reject(new Error(`answered ${statusCode}, not 200`)),
        )
      })
      call.on('error', reject)
      call.end(body)
    })
  }

  return {
    tokens,
    /** Sends `amount` calls; the number at once is that of the connections. */
    async send(body: Buffer, amount: number, signed: readonly string[]): Promise<void> {
      let sent = 0
      const lane = async (): Promise<void> => {
        while (sent < amount) {
          const token = signed[sent++]
          await post(body, token)
        }
      }
      await Promise.all(Array.from({ length: CONNECTIONS }, lane))
    },
  }
}
