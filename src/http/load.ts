import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { ClientPolicy } from '../engine/client-policy.ts'
import { CdsError } from '../errors.ts'
import { type AdmissionLimits, admission } from './admission.ts'
import { type ByteBudget, byteBudget } from './byte-budget.ts'
import { afterSample, CALM, watchLoop } from './loop-guard.ts'
import { rateLimiter } from './rate-limit.ts'

/** What bodies of feedback may hold together, besides those of hook calls. */
const FEEDBACK_BYTES = 8 * 1024 * 1024

export interface LoadLimits extends AdmissionLimits {
  /** Bytes of bodies that all requests together may hold, but for those of feedback. */
  readonly bodyBytes: number
}

/** One for all: under overload the stack traces of errors would cost more than the answers. */
const OVERLOADED = new CdsError('CDS_OVERLOADED')

type Handler = (request: Request<{ id: string }>, response: Response) => Promise<void>

/** What the process has taken on, and what it refuses to take on besides (threats T11, T15, T16). */
export interface Load {
  readonly bodies: ByteBudget
  /** A part of its own, so that feedback is taken however many hook calls there are. */
  readonly feedbackBodies: ByteBudget
  /** Whether a hook call that comes now could not be answered anyway; it counts as refused then. */
  sheds(): boolean
  /** Refuses such a call before its body is read. */
  readonly shed: RequestHandler
  /** Refuses what is over the rate of the client. @throws CdsError 429 */
  limitRate(client: ClientPolicy, response: Response): void
  /** Wraps a route whose body has been read: in turn, and counted. */
  admitted(handler: Handler): Handler
  /** Has the answers in work end their connections. */
  drain(): void
  isStalled(): boolean
  /** Watches the event loop, until the returned function is called. */
  watch(): () => void
  counts(): Readonly<Record<string, number>>
}

export function createLoad(limits: LoadLimits, monotonic: () => number): Load {
  const bodies = byteBudget(limits.bodyBytes)
  const feedbackBodies = byteBudget(FEEDBACK_BYTES)
  const calls = admission(limits, monotonic)
  const secondsToWait = rateLimiter(monotonic)
  const working = new Set<Response>()
  let loop = CALM
  let shed = 0
  let rateLimited = 0

  const sheds = (): boolean => {
    if (!loop.stalled && !calls.isFull()) return false
    shed++
    return true
  }
  return {
    bodies,
    feedbackBodies,
    sheds,
    shed(_request: Request, _response: Response, next: NextFunction) {
      if (sheds()) throw OVERLOADED
      next()
    },
    limitRate({ id, ratePerSecond, burst }, response) {
      if (ratePerSecond === undefined) return
      const most = burst ?? Math.max(1, Math.ceil(ratePerSecond))
      const wait = secondsToWait(id, { perSecond: ratePerSecond, burst: most })
      if (wait === 0) return
      rateLimited++
      response.setHeader('retry-after', String(wait))
      throw new CdsError('CDS_RATE_LIMITED')
    },
    admitted: (handler) => async (request, response) => {
      // The text, and what is made of it, lives as long as the work.
      const bytes = (request.body as string).length
      if (!bodies.take(bytes)) {
        shed++
        throw OVERLOADED
      }
      working.add(response)
      try {
        await calls.run(
          () => handler(request, response),
          () => request.socket.destroyed,
        )
      } catch (error) {
        if (error instanceof CdsError && error.code === 'CDS_OVERLOADED') shed++
        throw error
      } finally {
        working.delete(response)
        bodies.give(bytes)
      }
    },
    drain() {
      for (const response of working) response.shouldKeepAlive = false
    },
    isStalled: () => loop.stalled,
    watch: () =>
      watchLoop((now, lateMs) => {
        loop = afterSample(loop, now, lateMs)
      }),
    counts: () => ({ ...calls.counts(), bodyBytes: bodies.used(), shed, rateLimited }),
  }
}
