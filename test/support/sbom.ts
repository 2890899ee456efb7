import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../..', import.meta.url)

export interface Component {
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly licenses?: readonly unknown[]
}

interface Locked {
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly license?: string
}

/**
 * What ships, as CycloneDX (T29). `npm sbom --omit dev` leaves out what a development dependency needs
 * too (a third of the packages: `qs`, `debug`, even `yaml`), so npm is shown a lock without those.
 */
export function sbom(): { readonly components: readonly Component[] } {
  const manifest = read('package.json')
  const lock = read('package-lock.json')
  const packages: Record<string, Locked> = lock.packages
  const shipped = Object.entries(packages).filter(
    ([, { dev, devOptional }]) => !dev && !devOptional,
  )
  const folder = mkdtempSync(join(tmpdir(), 'cardstock-sbom-'))
  try {
    const write = (name: string, value: unknown) =>
      writeFileSync(join(folder, name), JSON.stringify(value))
    const production = { ...manifest, devDependencies: {} }
    write('package.json', production)
    const inLock = Object.fromEntries(shipped)
    write('package-lock.json', {
      ...lock,
      packages: { ...inLock, '': { ...inLock[''], devDependencies: {} } },
    })
    const told = execFileSync(
      'npm',
      ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'],
      { cwd: folder, encoding: 'utf8' },
    )
    return withLicences(JSON.parse(told), shipped)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Where a licence is no SPDX expression npm says nothing; what the package itself says is better. */
function withLicences(
  told: { readonly components: readonly Component[] },
  shipped: readonly (readonly [string, Locked])[],
): { readonly components: readonly Component[] } {
  const components = told.components.map((component) => {
    if ((component.licenses ?? []).length > 0) return component
    const [, locked] =
      shipped.find(([path]) => path.endsWith(`node_modules/${component.name}`)) ?? []
    return { ...component, licenses: [{ license: { name: locked?.license ?? 'none' } }] }
  })
  return { ...told, components }
}

function read(name: string) {
  return JSON.parse(readFileSync(new URL(name, ROOT), 'utf8'))
}

if (argv[1] === fileURLToPath(import.meta.url)) stdout.write(`${JSON.stringify(sbom(), null, 2)}\n`)
