import { existsSync, realpathSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { placesOf } from './places.ts'
import {
  buildRegistry,
  type Registry,
  RegistryError,
  type RuleModule,
  type ServiceModule,
} from './registry.ts'

/**
 * Finds and loads `<folder>/<service>/service.ts` and `rules/<rule>/rule.ts`, in name order.
 *
 * @throws RegistryError that lists every problem with its file.
 */
export async function loadServices(folder: string): Promise<Registry> {
  const problems: string[] = []
  const modules: ServiceModule[] = []
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new RegistryError([
      `${folder}: is no folder: CARDSTOCK_SERVICES names that of the services`,
    ])
  for (const id of await folders(folder)) {
    const home = join(folder, id)
    const service = await load(join(home, 'service.ts'), id, problems)
    const rules: RuleModule[] = []
    for (const rule of await folders(join(home, 'rules')))
      rules.push(...(await load(join(home, 'rules', rule, 'rule.ts'), rule, problems)))
    for (const each of service) modules.push({ ...each, rules })
  }
  try {
    const registry = buildRegistry(modules)
    if (problems.length === 0) return registry
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    problems.push(...error.problems)
  }
  throw new RegistryError(problems)
}

async function folders(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .toSorted()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function load(file: string, folder: string, problems: string[]): Promise<RuleModule[]> {
  if (!existsSync(file)) {
    problems.push(`${file}: is missing: add it, or remove the folder`)
    return []
  }
  if (realpathSync(file) !== join(realpathSync(dirname(file)), basename(file))) {
    problems.push(`${file}: is a link: put the file itself there`)
    return []
  }
  try {
    const { default: module } = (await import(pathToFileURL(file).href)) as { default?: unknown }
    return [{ file, folder, module }]
  } catch (error) {
    // A module may throw anything; of a long message the first line names the fault.
    const message = error instanceof Error ? error.message : String(error)
    const place = placeOf(error, dirname(file))
    // Of a file that the module imports, the fault is there.
    const at = place ?? file
    problems.push(`${at}: cannot be loaded: ${message.trim().split('\n', 1)[0]}`)
    return []
  }
}

/** Where in a module, or in a file of its folder that it imports, an error came from: `file:line`. */
function placeOf(error: unknown, home: string): string | undefined {
  const place = placesOf(error).find(({ file }) => file.startsWith(`${home}/`))
  return place && `${place.file}:${place.line}`
}
