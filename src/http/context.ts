import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { EngineDeps } from '../engine/evaluate.ts'
import type { Evaluator } from '../engine/evaluator.ts'
import type { LoadedService, Registry } from '../engine/registry.ts'
import { CdsError } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { CallRecords } from './call-records.ts'
import type { Load } from './load.ts'
import type { Metrics } from './metrics.ts'
import type { Callers } from './trust.ts'

/** What the routes work with. */
export interface HttpContext {
  readonly config: Config
  readonly registry: Registry
  readonly engine: EngineDeps
  /** Answers hook calls. */
  readonly evaluator: Evaluator
  readonly store: Store
  /** Where records of calls go. */
  readonly records: CallRecords
  readonly metrics: Metrics
  readonly log: Logger
  readonly load: Load
  readonly callers: Callers
  /** Who called, as far as proxies of ours tell; for the trail, never for a decision. */
  readonly addressOf: (request: IncomingMessage) => string
  /** Records of calls whose work has not ended: to be made at the end of the process. */
  readonly unended: Set<() => void>
  /** False once the process is stopping. */
  readonly isOpen: () => boolean
}

/** Whether anybody who is answered at all may see what services there are. */
export function isDiscoveryOpen({ callers, config }: HttpContext): boolean {
  return callers.open !== undefined || config.discovery === 'open'
}

/** The service of an id, where it is there and not switched off; as far as the network knows there is no other. */
export function servedUnder(
  { registry, config }: { readonly registry: Registry; readonly config: Pick<Config, 'services'> },
  id: string,
): LoadedService | undefined {
  return config.services[id] === 'off' ? undefined : registry.get(id)
}

/** The service of a route. @throws CdsError 404 */
export function serviceOf(context: HttpContext, id: string): LoadedService {
  const service = servedUnder(context, id)
  if (service === undefined)
    throw new CdsError('CDS_SERVICE_UNKNOWN', [
      { remedy: 'No CDS Service has this id; GET /cds-services lists those there are.' },
    ])
  return service
}
