import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { call, orderSign, type Reply } from '../resilience/rule-torture/calls.ts'
import { type Serving, serve, stop } from '../support/serve.ts'
import { servicesWith } from '../support/services-with.ts'

const SERVICE = 'medication-safety'
const SAID = 'CANARY-OF-A-RULE'

/** What a rule may try to be heard by, or to change of the process; `said` is what must not be found anywhere. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  log: 'console.log(said)',
  'other methods of the console': 'for (const name of Object.keys(console)) console[name](said)',
  'streams of the console': 'console._stdout.write(said); console._stderr.write(said)',
  'a console of its own': 'new console.Console(process.stdout, process.stderr).error(said)',
  stdout: 'process.stdout.write(said)',
  stderr: 'process.stderr.write(said)',
  'the prototype of stdout':
    'const { write } = Object.getPrototypeOf(process.stdout); write.call(process.stdout, said); write.call(process.stderr, said)',
  'raw debug': 'process._rawDebug(said)',
  warning: 'process.emitWarning(said)',
  'deprecation warning': 'process.emitWarning(said, "DeprecationWarning", "CARD01")',
  'warning event': 'process.emit("warning", Object.assign(new Error(said), { name: said }))',
  report: 'process.report.writeReport(said + ".json", new Error(said))',
  'report settings': 'process.report.directory = process.cwd(); process.report.writeReport()',
  'env file': 'process.loadEnvFile(said)',
  execve: 'process.execve("/bin/echo", ["echo", said], {})',
  binding: 'process.binding("fs")',
  dlopen: 'process.dlopen({ exports: {} }, said)',
  handles: 'for (const each of process._getActiveHandles()) each.postMessage?.(said)',
  title: 'process.title = said',
  chdir: 'process.chdir("/")',
  umask: 'process.umask(0)',
  kill: 'process.kill(process.pid, "SIGUSR1")',
  'inner kill': 'process._kill(process.pid, 9)',
  debug: 'process._debugProcess(process.pid)',
  'source maps': 'process.setSourceMapsEnabled(true)',
  finalization: 'process.finalization.register({}, () => console.log(said))',
  stdin: 'process.stdin.resume()',
}

/** At once, and after a wait, when no rule is known to be at work. Says whether one of them came through. */
const tries = (body: string): string => `
  const said = '${SAID}'
  const attempt = () => { try { ${body} } catch {} }
  attempt()
  return (async () => { await null; attempt(); return [] })()`

const NAMES = Object.keys(ATTEMPTS)
const ruleOf = (index: number): string => `attempt-${index}`

let serving: Serving
let well: Reply
let heard = ''
const home = mkdtempSync(join(tmpdir(), 'cardstock-output-'))

beforeAll(async () => {
  const rules = Object.values(ATTEMPTS).map((body, index) => ({
    name: ruleOf(index),
    body: tries(body),
    onlyIfNamed: true,
  }))
  serving = await serve('{ workers: 1, ruleBudgetMs: 10000, openMode: { deadlineMs: 60000 } }', {
    env: { CARDSTOCK_SERVICES: servicesWith(SERVICE, rules) },
    cwd: home,
  })
  for (const stream of [serving.child.stdout, serving.child.stderr])
    stream?.on('data', (chunk) => {
      heard += String(chunk)
    })
  well = await call(serving.url, SERVICE, orderSign())
})
afterAll(() => {
  serving.child.kill('SIGKILL')
})

describe('T22 T23 what a rule does to be heard', () => {
  test.each(NAMES.map((name, index) => [name, index] as const))('%s', async (_, index) => {
    const reply = await call(serving.url, SERVICE, orderSign(ruleOf(index)))
    expect(reply).toEqual(well)
    expect(readFileSync(`/proc/${serving.child.pid}/cmdline`, 'utf8')).not.toContain(SAID)
  })

  test('ends nothing and no worker, and is nowhere: not in the log, nor in what is printed, nor in a file', async () => {
    const metrics = await (await fetch(`${serving.url}/metrics`)).text()
    expect(metrics).toContain('cardstock_workers{count="restarts"} 0')
    // All that was printed has arrived when the process has ended.
    expect(await stop(serving)).toBe(0)
    expect(heard).toContain('"service":"medication-safety"')
    expect(heard).not.toContain(SAID)
    expect(heard).not.toMatch(/warning/i)
    expect(readdirSync(home)).toEqual([])
  })
})
