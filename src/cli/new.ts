import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ruleFiles, serviceFiles } from './scaffold.ts'
import { servicesFolder } from './services-folder.ts'
import { atMost, UsageError } from './usage.ts'

const KEBAB = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/

/** `cardstock new service <id>` and `cardstock new rule <service>/<rule>`. Never overwrites. */
export async function create(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  atMost(words, 2)
  const [kind, name = ''] = words
  const root = servicesFolder(env)
  if (kind === 'service') {
    if (!KEBAB.test(name))
      throw new UsageError('name the service in kebab-case: new service fall-risk')
    write(join(root, name), serviceFiles(name))
    process.stdout.write(
      `Next: cardstock new rule ${name}/<rule>, and a line in the README's table of services\n`,
    )
    return 0
  }
  if (kind !== 'rule')
    throw new UsageError('say what to make: new service <id>, or new rule <service>/<rule>')
  const [service = '', rule = '', ...rest] = name.split('/')
  if (!KEBAB.test(service) || !KEBAB.test(rule) || rest.length > 0)
    throw new UsageError('name service and rule in kebab-case: new rule fall-risk/gait-speed')
  if (!existsSync(join(root, service, 'service.ts')))
    throw new UsageError(`there is no service "${service}": cardstock new service ${service}`)
  const home = join(root, service, 'rules', rule)
  write(home, ruleFiles(rule))
  process.stdout.write(
    `Next: write the rule, name it and its data in the README of ${service}, then cardstock check ${home}\n`,
  )
  return 0
}

function write(home: string, files: Readonly<Record<string, string>>): void {
  if (existsSync(home)) throw new UsageError(`${home} is there already`)
  for (const [name, text] of Object.entries(files)) {
    const file = join(home, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { flag: 'wx' })
    process.stdout.write(`${file}\n`)
  }
}
