import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from '@jest/globals'
import { digestsOf } from '../../src/security/services-manifest.ts'
import { cardstock } from '../support/cardstock.ts'
import { type Serving, serve, stop } from '../support/serve.ts'
import { servicesWith } from '../support/services-with.ts'

let serving: Serving | undefined
afterEach(async () => {
  if (serving !== undefined) await stop(serving)
  serving = undefined
})

/** Services that were signed, and the configuration that wants them so. */
async function signed() {
  const folder = mkdtempSync(join(tmpdir(), 'cardstock-signed-'))
  const services = servicesWith('fall-risk', [])
  const { privateKey } = generateKeyPairSync('ed25519')
  writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const manifest = join(folder, 'services.jws')
  const env = { CARDSTOCK_SERVICES: services }
  const { code, stdout } = await cardstock(['sign', join(folder, 'key.pem'), manifest], { env })
  expect(code).toBe(0)
  return { services, manifest, env, config: stdout.slice(stdout.indexOf('{')) }
}

test('T23 what was signed is served, by a worker too; what was changed since stops the start', async () => {
  const { services, env, config, manifest } = await signed()
  serving = await serve(config, { env })
  const { checks } = (await (await fetch(`${serving.url}/readyz`)).json()) as { checks: object }
  expect(checks).toMatchObject({ services: true, workers: true })
  await stop(serving)

  const service = join(services, 'fall-risk', 'service.ts')
  const before = readFileSync(service)
  const refusal = (why: string) => `servicesManifest: ${manifest}: ${why}. Review the services`
  appendFileSync(service, '\n')
  await expect(serve(config, { env })).rejects.toThrow(
    refusal('fall-risk/service.ts is not as it was signed'),
  )
  writeFileSync(service, before)
  writeFileSync(join(services, 'fall-risk', 'more.ts'), 'export {}\n')
  await expect(serve(config, { env })).rejects.toThrow(
    refusal('fall-risk/more.ts is there, but not signed'),
  )
  renameSync(join(services, 'fall-risk', 'more.ts'), join(services, 'more.md'))
  renameSync(service, join(services, 'service.md'))
  await expect(serve(config, { env })).rejects.toThrow(
    refusal('fall-risk/service.ts is signed, but not there'),
  )
  renameSync(join(services, 'service.md'), service)
  writeFileSync(manifest, 'hello')
  await expect(serve(config, { env })).rejects.toThrow(
    refusal('its signature does not hold, or it is no manifest'),
  )
})

test('a file that changes under a running process is not loaded by the next worker', () => {
  const services = servicesWith('fall-risk', [])
  const digests = digestsOf(services)
  appendFileSync(join(services, 'fall-risk', 'service.ts'), '\n')
  const moduleOf = (name: string) =>
    fileURLToPath(new URL(`../../src/engine/${name}.ts`, import.meta.url))
  const { stdout } = spawnSync(
    process.execPath,
    [
      ...['--input-type=module', '-e'],
      `import { pin } from ${JSON.stringify(moduleOf('module-fence'))}
       import { loadServices } from ${JSON.stringify(moduleOf('load-services'))}
       pin(${JSON.stringify(services)}, ${JSON.stringify(digests)})
       try { await loadServices(${JSON.stringify(services)}) }
       catch ({ problems }) { console.log(problems.join('\\n')) }`,
    ],
    { encoding: 'utf8' },
  )
  expect(stdout).toBe(
    `${join(services, 'fall-risk', 'service.ts')}: cannot be loaded: fall-risk/service.ts is not as it was when the services manifest was signed\n`,
  )
})
