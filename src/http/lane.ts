import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { ClientPolicy } from '../engine/client-policy.ts'
import { CdsError } from '../errors.ts'
import { type AdmissionLimits, admission } from './admission.ts'
import type { ByteBudget } from './byte-budget.ts'
import { type Rate, rateLimiter } from './rate-limit.ts'

type ClientOf = (response: Response) => ClientPolicy
type Handler<P> = (request: Request<P>, response: Response) => Promise<void>

/** What calls of one kind may take up, apart from those of other kinds: none can starve another (T16). */
export interface Lane {
  readonly bodies: ByteBudget
  /** Whether a call that comes now could not be answered anyway; it counts as refused then. */
  sheds(): boolean
  /** Refuses such a call before its body is read. */
  readonly shed: RequestHandler
  /** Refuses what is over the rate of the client, who is known by then. */
  limitRate(clientOf: ClientOf): RequestHandler
  /** Wraps a route that reads no body: in turn, and counted. */
  inTurn<P>(handler: Handler<P>, clientOf: ClientOf): Handler<P>
  /** The same of a route whose body has been read, and is charged for as long as the work takes. */
  admitted<P>(handler: Handler<P>, clientOf: ClientOf): Handler<P>
  /** Has the answers in work end their connections. */
  drain(): void
  /** Calls in work and in line now; refused for want of room, and for their rate, since the start. */
  counts(): Readonly<Record<'inFlight' | 'queued' | 'shed' | 'rateLimited', number>>
}

export interface LaneOptions extends AdmissionLimits {
  readonly bodies: ByteBudget
  /** `undefined`: the client has no limit. */
  rateOf(client: ClientPolicy): Rate | undefined
  /** Whether it takes nothing now, however much room there is. */
  isClosed(): boolean
}

/** One for all: under overload the stack traces of errors would cost more than the answers. */
const OVERLOADED = new CdsError('CDS_OVERLOADED')

/** @param monotonic ms of a clock that never jumps */
export function createLane(options: LaneOptions, monotonic: () => number): Lane {
  const { bodies, rateOf, isClosed } = options
  const calls = admission(options, monotonic)
  const secondsToWait = rateLimiter(monotonic)
  const working = new Set<Response>()
  let shed = 0
  let rateLimited = 0

  const sheds = (): boolean => {
    if (!isClosed() && !calls.isFull()) return false
    shed++
    return true
  }
  const inTurn =
    <P>(handler: Handler<P>, clientOf: ClientOf): Handler<P> =>
    async (request, response) => {
      working.add(response)
      try {
        await calls.run(
          () => handler(request, response),
          () => request.socket.destroyed,
          clientOf(response).id,
        )
      } catch (error) {
        if (error instanceof CdsError && error.code === 'CDS_OVERLOADED') shed++
        throw error
      } finally {
        working.delete(response)
      }
    }
  return {
    bodies,
    sheds,
    shed(_request: Request, _response: Response, next: NextFunction) {
      if (sheds()) throw OVERLOADED
      next()
    },
    limitRate: (clientOf) => (_request: Request, response: Response, next: NextFunction) => {
      const client = clientOf(response)
      const rate = rateOf(client)
      const wait = rate === undefined ? 0 : secondsToWait(client.id, rate)
      if (wait > 0) {
        rateLimited++
        response.setHeader('retry-after', String(wait))
        throw new CdsError('CDS_RATE_LIMITED')
      }
      next()
    },
    inTurn,
    admitted(handler, clientOf) {
      const worked = inTurn(handler, clientOf)
      return async (request, response) => {
        // The text, and what is made of it, lives as long as the work.
        const bytes = (request.body as string).length
        if (!bodies.take(bytes)) {
          shed++
          throw OVERLOADED
        }
        try {
          await worked(request, response)
        } finally {
          request.body = undefined
          bodies.give(bytes)
        }
      }
    },
    drain() {
      for (const response of working) response.shouldKeepAlive = false
    },
    counts: () => ({ ...calls.counts(), shed, rateLimited }),
  }
}
