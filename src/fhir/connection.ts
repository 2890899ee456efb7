import { type ClientRequest, Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { guardedLookup, type Reach } from '../security/address-guard.ts'

/** The sockets of one read; pages share them, nothing else does. */
export interface Connection {
  exchange(): Exchange
  /** Destroys every socket, busy or idle; nothing of this read keeps the process alive after it. */
  close(): void
}

/** One request and its answer. */
export interface Exchange {
  /** For node-fetch: the agent of the one request that may be sent. @throws at a second one. */
  readonly agent: () => HttpAgent
  /** Resolves when the connection ended before the answer did; otherwise stays pending. */
  readonly brokenOff: Promise<void>
}

/** Opens nothing yet: sockets come with the first exchange. `protocol` as in `URL`. */
export function openConnection(protocol: string, reach: Reach): Connection {
  let watch: (request: ClientRequest) => void = () => {}
  const agent =
    protocol === 'https:'
      ? watched(HttpsAgent, reach, (request) => watch(request))
      : watched(HttpAgent, reach, (request) => watch(request))
  return {
    exchange() {
      const { promise: brokenOff, resolve } = Promise.withResolvers<void>()
      let used = false
      watch = (request) => {
        // node-fetch 2 waits for ever when a body with a Content-Length is cut short.
        request.once('response', (response) => {
          response.once('close', () => {
            if (!response.complete) resolve()
          })
        })
      }
      return {
        brokenOff,
        agent: () => {
          // fhirclient goes on to the Location of an empty 201, token and all (T2, T3).
          if (used) throw new Error('An exchange is one request')
          used = true
          return agent
        },
      }
    },
    close: () => agent.destroy(),
  }
}

type AddRequest = (request: ClientRequest, ...rest: readonly unknown[]) => void

/** An agent that shows each request to `see` before it takes it. */
function watched(
  Kind: typeof HttpAgent | typeof HttpsAgent,
  reach: Reach,
  see: (request: ClientRequest) => void,
): HttpAgent {
  const agent = new Kind({ keepAlive: true, lookup: guardedLookup(reach) })
  // `addRequest` is what Node asks of any agent-like object; its types leave it out.
  const open = agent as unknown as { addRequest: AddRequest }
  const add = open.addRequest.bind(agent)
  open.addRequest = (request, ...rest) => {
    see(request)
    add(request, ...rest)
  }
  return agent
}
