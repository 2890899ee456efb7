import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { signServices } from '../security/services-manifest.ts'
import { servicesFolder } from './services-folder.ts'
import { atMost, UsageError } from './usage.ts'

/**
 * `cardstock sign <key> <manifest>`: signs the services folder as it is, for the setting `servicesManifest`;
 * prints what to write into the configuration. The key stays with whoever reviews rules.
 */
export async function sign(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  atMost(words, 2)
  const [key, target] = words
  if (key === undefined || target === undefined)
    throw new UsageError('name the private key (PEM) and the manifest to write')
  const folder = servicesFolder(env)
  const { manifest, publicKey, files } = await signServices(folder, readFileSync(key))
  writeFileSync(target, `${manifest}\n`)
  const setting = { servicesManifest: { file: resolve(target), jwks: { keys: [publicKey] } } }
  process.stdout.write(`${files} files of ${folder} signed\n${JSON.stringify(setting, null, 2)}\n`)
  return 0
}
