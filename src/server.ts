import type { Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { destination, pino } from 'pino'
import { httpAddress } from './address.ts'
import { welcome } from './cli/welcome.ts'
import { type Config, loadConfig } from './config.ts'
import { fence } from './engine/module-fence.ts'
import { type HeldPort, holdFreePort } from './free-port.ts'
import { checkHeap } from './heap-bound.ts'
import { createListener } from './http/listener.ts'
import { watchServices } from './live-services.ts'
import { isOpenMode } from './open-mode.ts'
import { build, type Running } from './start.ts'
import { strayFaults } from './stray-faults.ts'

/**
 * Runs the service until SIGTERM or SIGINT: what is in flight is finished, what is buffered written.
 * A second signal ends it at once.
 *
 * @returns the exit code: 1 where it stopped because of a fault of its own
 */
export async function serve(env: NodeJS.ProcessEnv): Promise<number> {
  // Heard from the first moment: whoever is told to stop while starting stops as calmly.
  const toldToStop = stopSignal()
  const asked = loadConfig(env)
  checkHeap(asked)
  // Cards and tokens name our own address, so the port is known before anything is built.
  const held = asked.port === 0 ? await holdFreePort(asked.host) : undefined
  const config = held === undefined ? asked : loadConfig({ ...env, PORT: String(held.port) })
  // Lines are gathered for a moment; what is gathered is written before the process ends.
  const lines = destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 200 })
  const log = pino({ level: config.logLevel, base: null }, lines)
  const struck = strayFaults(log)
  let listens = false
  void struck.then(() => {
    // Before anybody is answered there is nothing to finish.
    if (listens) return
    lines.flushSync()
    process.exit(1)
  })
  fence(config.servicesDir)
  const running = await build(config, log)
  const server = await begin(running, config, held).catch(async (error: unknown) => {
    // Its threads would keep the process. What failed first is what the start ends with.
    await running.close().catch(({ name }: Error) => {
      log.error({ fault: name }, 'what was begun did not end well')
    })
    lines.flushSync()
    throw error
  })
  listens = true
  const stopWatching = running.load.watch()
  // Whoever asked for any port looks for the one it became; others know the address that clients see.
  const base = held === undefined ? config.publicUrl : httpAddress(config.host, held.port)
  process.stderr.write(welcome(running.registry, config, base))
  for (const { service, rules, hooks } of running.registry.values()) {
    log.info(
      { service: service.id, hooks: [...hooks.keys()], rules: rules.length },
      'service loaded',
    )
    for (const { rule } of rules)
      log.info({ service: service.id, rule: rule.id, version: rule.version }, 'rule loaded')
  }
  const overdue = [...running.registry.values()].flatMap(({ rules }) =>
    rules.filter(({ rule }) => Date.parse(rule.reviewBy) < Date.now()).map(({ rule }) => rule.id),
  )
  if (overdue.length > 0) log.warn({ rules: overdue }, 'rules are past their review date')

  // In open mode a rule author is at work: what is saved holds from the next call on.
  // What is signed is not changed under a running process.
  const isFixed = !isOpenMode(config) || config.servicesManifest !== undefined
  const stopWatchingFiles = isFixed
    ? () => {}
    : watchServices(config.servicesDir, {
        changed(registry) {
          running.renew(registry)
          log.info({ services: registry.size }, 'services loaded anew')
        },
        refused(problems) {
          running.refuse(problems)
          log.error({ problems }, 'changed services cannot be loaded: those before go on')
        },
        blind(fault) {
          running.unwatched()
          log.warn({ fault }, 'changes of services are not noticed: start again after each')
        },
      })

  if (isFixed) running.unwatched()

  const exitCode = await Promise.race([toldToStop.then(() => 0), struck.then(() => 1)])
  // Of what an exception broke, the end may never come, and nobody has told the process to end.
  if (exitCode !== 0)
    setTimeout(() => process.exit(exitCode), config.drainMs + config.shutdownMs + 5000)
  stopWatchingFiles()
  log.info('stopping: finishing what is in flight')
  running.stopTaking()
  // Those who send here see `/readyz` fail, or their connections end, before nobody listens any more.
  await pause(config.drainMs)
  const forced = setTimeout(() => server.closeAllConnections(), config.shutdownMs)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
  clearTimeout(forced)
  stopWatching()
  await running.close()
  log.info('stopped')
  lines.flushSync()
  if (exitCode !== 0) process.exit(exitCode)
  return exitCode
}

/** Begins to answer. @throws where it cannot, such as where another process has the port. */
async function begin(running: Running, config: Config, held?: HeldPort): Promise<Server> {
  const server = createListener(running.app, config, running.turnedAway, config.publicUrl)
  await listen(server, config, held)
  return server
}

function listen(server: Server, config: Config, held?: HeldPort): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // A crowd that connects at once is let in, rather than left to try again a second later.
    const backlog = Math.min(config.maxConnections, 4096)
    const listening = () => {
      server.off('error', reject)
      resolve()
    }
    if (held === undefined)
      server.listen({ port: config.port, host: config.host, backlog }, listening)
    else server.listen(held.holder, backlog, listening).ref()
  })
}

/** Resolves at the first SIGTERM or SIGINT; the second ends the process. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    const stop = () => {
      if (asked) process.exit(1)
      asked = true
      resolve()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}
