import type { Request, Response } from 'express'
import type { HttpContext } from './context.ts'

/** `GET /livez`: the process answers. */
export function livez(_request: Request, response: Response): void {
  response.set('cache-control', 'no-store').json({ status: 'ok' })
}

/** `GET /readyz`: requests may be sent here: services loaded, store usable, workers begun, not stopping. */
export function readyz({ store, registry, isOpen, load, log, evaluator }: HttpContext) {
  return async (_request: Request, response: Response): Promise<void> => {
    const checks = {
      services: registry.size > 0,
      store: await store.check().then(
        () => true,
        (error: unknown) => {
          log.error({ fault: (error as Error).name }, 'the store is not usable')
          return false
        },
      ),
      open: isOpen(),
      loop: !load.isStalled(),
      workers: evaluator.isReady(),
      standby: evaluator.hasStoodBy(),
    }
    const ready = Object.values(checks).every(Boolean)
    // Rules that are suspended leave gaps; the service itself is ready.
    const suspended = evaluator.suspended().map(({ service, rule }) => `${service}/${rule}`)
    if (!ready) response.set('retry-after', '1')
    response
      .status(ready ? 200 : 503)
      .set('cache-control', 'no-store')
      .json({
        status: ready ? 'ok' : 'unavailable',
        checks,
        ...(suspended.length === 0 ? {} : { suspended }),
      })
  }
}

/** `GET /metrics`, in Prometheus' text format. */
export function metricsRoute({ metrics }: HttpContext) {
  return async (_request: Request, response: Response): Promise<void> => {
    const text = await metrics.text()
    response.set('content-type', metrics.contentType).set('cache-control', 'no-store').send(text)
  }
}
