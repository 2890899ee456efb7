import type { NextFunction, Request, RequestHandler, Response } from 'express'

/**
 * Notes when a request arrived: whoever calls waits for the whole, so knowing the client, reading the body
 * and waiting for a turn count against the deadline (`GEN-10`).
 *
 * @param monotonic milliseconds of a clock that never jumps
 */
export function noteArrival(monotonic: () => number): RequestHandler<{ id: string }> {
  return (_request: Request<{ id: string }>, response: Response, next: NextFunction): void => {
    response.locals.arrivedAt = monotonic()
    next()
  }
}

/** When the request arrived, by the same clock. @throws where the route does not note it: a defect of ours. */
export function arrivalOf(response: Response): number {
  const arrivedAt: number | undefined = response.locals.arrivedAt
  if (arrivedAt === undefined) throw new Error('this route does not note when a request arrives')
  return arrivedAt
}
