import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { sbom } from '../support/sbom.ts'

interface Locked {
  /** Where the folder's name is another's. */
  readonly name?: string
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly hasInstallScript?: boolean
  readonly resolved?: string
}
const ROOT = new URL('../../', import.meta.url)
const json = (path: string) => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'))
const manifest: {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly allowScripts: Readonly<Record<string, boolean>>
} = json('package.json')
const locked: readonly (readonly [string, Locked])[] = Object.entries(
  json('package-lock.json').packages as Record<string, Locked>,
).filter(([path]) => path !== '')
const shipped = locked.filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true)
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 13)

// Permissive licences, which ask for no more than attribution.
const LICENCES = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause'])
// Read one by one: the NLM's own terms, with those of UCUM and LOINC; and a choice that includes ISC.
const READ: Readonly<Record<string, string>> = {
  '@lhncbc/ucum-lhc': 'SEE LICENSE IN LICENSE.md',
  'is-integer': 'WTFPL OR ISC',
}

describe('T29 the supply chain', () => {
  test('at most 25 direct and 150 production packages', () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(25)
    expect(shipped.length).toBeLessThanOrEqual(150)
    expect(shipped.length).toBeGreaterThan(Object.keys(manifest.dependencies).length)
  })

  test('every version is exact, and the lock names no download address', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  })

  test('every production package has a licence that we know', () => {
    const strange = shipped.filter(([path, { license = 'none' }]) => {
      const name = nameOf(path)
      return !LICENCES.has(license) && READ[name] !== license
    })
    expect(strange.map(([path, { license }]) => `${nameOf(path)}: ${license}`)).toEqual([])
  })

  test('of all install scripts only that of node runs, which brings the runtime', () => {
    const scripts = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true)
    const named = new Set(scripts.map(([path]) => nameOf(path)))
    expect([...named].sort()).toEqual(Object.keys(manifest.allowScripts).sort())
    const allowed = Object.entries(manifest.allowScripts).filter(([, allows]) => allows)
    expect(allowed.map(([name]) => name)).toEqual(['node'])
  })

  test('the list of what ships holds what the lock holds, each with a licence', () => {
    const { components } = sbom()
    const told = components.map(({ purl }) => decodeURIComponent(purl))
    const inLock = shipped.map(
      ([path, { name, version }]) => `pkg:npm/${name ?? nameOf(path)}@${version}`,
    )
    expect(told.toSorted()).toEqual([...new Set(inLock)].toSorted())
    expect(components.filter(({ licenses = [] }) => licenses.length === 0)).toEqual([])
  })

  test('a worse finding is mended sooner, and plain updates have a time too', () => {
    const page = readFileSync(new URL('SECURITY.md', ROOT), 'utf8')
    const days = [...page.matchAll(/^\| (critical|high|medium|low) \| (\d+) days \|$/gm)]
    expect(days.map(([, severity]) => severity)).toEqual(['critical', 'high', 'medium', 'low'])
    expect(days.map(([, , count]) => Number(count))).toEqual([7, 30, 90, 180])
    expect(page).toMatch(/newest version of the same major at least every \d+ days/)
  })

  test('what the product imports is listed as shipped, also what is built into its pages', () => {
    const sources = globSync('{src,services}/**/*.{ts,tsx}', { cwd: fileURLToPath(ROOT) })
    expect(sources.length).toBeGreaterThan(500)
    const imported = sources
      .filter((path) => !/\.test\.tsx?$|\/testing\//.test(path))
      .flatMap((path) => [
        ...readFileSync(new URL(path, ROOT), 'utf8').matchAll(
          /^(?:import|export)(?! type)(?: [\w{}*,\s]+ from)? '((?:@[\w-]+\/)?[\w-]+)(?:\/[\w./-]+)?'/gm,
        ),
      ])
      .map(([, name = '']) => name)
    expect([...new Set(imported)].filter((name) => !(name in manifest.dependencies))).toEqual([])
  })
})
