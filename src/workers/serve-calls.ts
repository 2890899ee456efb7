import { randomUUID } from 'node:crypto'
import { threadId } from 'node:worker_threads'
import type { ScoreEntry } from '../cache/score-cache.ts'
import type { ClientPolicy } from '../engine/client-policy.ts'
import { type EngineDeps, type Evaluation, evaluate } from '../engine/evaluate.ts'
import { rowOf } from '../engine/evaluator.ts'
import { faultOf } from '../engine/fault.ts'
import type { Gates } from '../engine/gates.ts'
import { loadServices } from '../engine/load-services.ts'
import { fence, pin } from '../engine/module-fence.ts'
import type { Registry } from '../engine/registry.ts'
import { emptyReport, type Report } from '../engine/report.ts'
import { numbered } from '../engine/rule-numbers.ts'
import { inTurns } from '../engine/turns.ts'
import { openFhirclient } from '../fhir/fhirclient.ts'
import { hasherOf } from '../security/keyed-hash.ts'
import { callGuard, type GuardSetting } from './call-guard.ts'
import { faultsOf } from './faults.ts'
import { freezing } from './freezing.ts'
import { harden } from './harden.ts'
import type { CallMessage, FromWorker, Init, Rest, ToWorker } from './messages.ts'
import { progressOf } from './progress.ts'
import { questions } from './questions.ts'
import { sharedClock } from './shared-clock.ts'
import { ruleAtWork, turnOf } from './slots.ts'
import { ownThread } from './thread-time.ts'
import { type WorkerCache, workerCache } from './worker-cache.ts'
import { withSharedBreakers } from './worker-fhir.ts'

/** Answers the calls that come through the port, until told to stop. */
export async function serveCalls(init: Init): Promise<void> {
  const { port, slots } = init
  const tell = (message: FromWorker): void => port.postMessage(message)
  const faults = faultsOf(slots, init.names, (...fault) => tell(['fault', ...fault]))
  process.on('uncaughtException', faults.uncaught)
  process.on('unhandledRejection', faults.uncaught)
  const clock = sharedClock()
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
  const scores = questions<ScoreEntry | undefined>()
  const permissions = questions<boolean>()
  const troubled = new Set<string>()
  const cache = workerCache((key, notBefore) =>
    scores.ask((question) => tell(['latest', question, key, notBefore])),
  )
  const openFhir = withSharedBreakers(
    openFhirclient(),
    {
      isTroubled: (base) => troubled.has(base),
      async mayAsk(base) {
        let number = 0
        const may = await permissions.ask((question) => {
          number = question
          tell(['may-ask', question, base])
        })
        return may ? (well) => tell(['asked', number, base, well ?? null]) : undefined
      },
      failed: (base, well) => tell(['failed', base, well]),
    },
    clock,
  )
  harden({
    ruleAtWork: () => ruleAtWork(slots),
    turn: () => turnOf(slots),
    inItsName: faults.inItsName,
  })
  if (init.digests === undefined) fence(init.servicesDir)
  else pin(init.servicesDir, init.digests)
  const registry = await loadServices(init.servicesDir)
  const numbers = numbered(registry)
  if (numbers.names.join(' ') !== init.names.join(' '))
    throw new Error('the services folder holds other rules than at the start: start again')
  const worker: Worker = {
    registry,
    cache,
    clients: new Map(),
    freezesNext: freezing(),
    inTurn: inTurns(),
    guard: { slots, gates: init.gates, numbers, budgetMs: init.ruleBudgetMs, number: init.number },
    deps: {
      monotonic: clock,
      newId: randomUUID,
      openFhir,
      scoreCache: cache,
      hash: hasherOf(init.hashKey),
      companionUrl: init.companionUrl,
      linkHosts: init.linkHosts,
      fhirPlaces: init.fhirPlaces,
    },
    tell,
  }
  port.on('message', (message: ToWorker) => {
    switch (message[0]) {
      case 'call':
        answer(worker, message)
        break
      case 'client':
        worker.clients.set(message[1], { policy: message[2], gates: message[3] })
        break
      case 'latest':
        scores.answered(message[1], message[2])
        break
      case 'forget':
        cache.forget(message[1])
        break
      case 'trouble':
        if (message[2]) troubled.add(message[1])
        else troubled.delete(message[1])
        break
      case 'may-ask':
        permissions.answered(message[1], message[2])
        break
      case 'ping':
        tell(['pong'])
        break
      case 'stop':
        stop()
    }
  })
  tell(['ready', threadId, ownThread() ?? null])
  await stopped
  port.close()
}

interface Worker {
  readonly registry: Registry
  readonly cache: WorkerCache
  readonly clients: Map<number, { readonly policy: ClientPolicy; readonly gates: Gates }>
  readonly freezesNext: () => boolean
  readonly inTurn: ReturnType<typeof inTurns>
  readonly guard: GuardSetting
  readonly deps: Omit<EngineDeps, 'now'>
  readonly tell: (message: FromWorker) => void
}

function answer(worker: Worker, [, ...message]: readonly ['call', ...CallMessage]): void {
  const [call, text, serviceId, clientNumber, startedAt, now, barred, only] = message
  const { tell } = worker
  const service = worker.registry.get(serviceId)
  const from = worker.clients.get(clientNumber)
  if (service === undefined || from === undefined) throw new Error('a call to nobody')
  const { policy: client, gates } = from
  const work = (): Promise<Evaluation> => {
    const freezes = worker.freezesNext()
    const guard = callGuard(worker.guard, call, freezes, { client: clientNumber, gates }, barred)
    // Made only now: a call that has waited in line is not a slow one.
    const progress = progressOf(worker.deps.monotonic, guard.caution, {
      begun: (json) => tell(['begun', call, json]),
      made: (json) => tell(['made', call, json]),
    })
    const own = { now: () => new Date(now), startedAt, guard, progress }
    const deps = { ...worker.deps, ...own, ...(only === undefined ? {} : { only }) }
    return evaluate(text, service, client, deps)
  }
  const send = (body: string, rest: Rest): void => {
    const whose = rest.report.isLarge ? { largeOf: client.id } : {}
    tell(['answer', call, body, JSON.stringify({ ...rest, ...whose, ...worker.cache.taken() })])
  }
  worker.inTurn(work).then(
    (evaluation) => {
      if (evaluation.ok) send(evaluation.text, restOf(evaluation))
      else send('', restOf(evaluation))
    },
    (error: unknown) =>
      send('', { report: emptyReport(serviceId), served: [], defect: faultOf(error) }),
  )
}

function restOf(evaluation: Evaluation): Rest {
  const report = plainReport(evaluation.report)
  if (evaluation.ok) return { report, served: evaluation.served.map(rowOf) }
  const { code, problems } = evaluation.error
  return { report, served: [], error: { code, problems } }
}

/** What was thrown stays in the thread. */
function plainReport(report: Report): Report {
  if (report.rules.every(({ error }) => error === undefined)) return report
  return { ...report, rules: report.rules.map(({ error: _error, ...rule }) => rule) }
}
