import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { cardstock } from '../support/cardstock.ts'
import { idOf, servicesWith } from '../support/services-with.ts'

const STRAY = {
  builtin: ["import 'node:fs'", 'node:fs'],
  bare: ["import 'fs'", 'fs'],
  package: ["import 'express'", 'express'],
  dynamic: ["await import('node:child_process')", 'node:child_process'],
  evaluated: [`await eval('import("node:net")')`, 'node:net'],
  constructed: [`await new Function('return import("node:net")')()`, 'node:net'],
  source: ["import '../../../../src/config.ts'", '../../../../src/config.ts'],
  absolute: ["import '/etc/hostname'", '/etc/hostname'],
  data: ["import 'data:text/javascript,0'", 'data:text/javascript,0'],
  testing: ["import '#cds/testing'", '#cds/testing'],
} as const satisfies Record<string, readonly [string, string]>

test('T23 modules of services import nothing that reaches beyond them', async () => {
  const names = Object.keys(STRAY) as (keyof typeof STRAY)[]
  const rules = names.map((name) => ({ name, body: 'return []', onlyIfNamed: false }))
  const services = servicesWith('fall-risk', rules)
  const fileOf = (name: string) => join(services, 'fall-risk', 'rules', idOf(name), 'rule.ts')
  for (const name of names) appendFileSync(fileOf(name), `${STRAY[name][0]}\n`)
  const { code, stdout } = await cardstock(['check'], { env: { CARDSTOCK_SERVICES: services } })
  for (const name of names)
    expect(stdout).toContain(
      `${fileOf(name)}:1: cannot be loaded: imports "${STRAY[name][1]}": modules of services may import #cds and files of the services folder`,
    )
  expect([code, stdout.includes(`${names.length} problems`)]).toEqual([1, true])
})

test('T23 a test beside a rule is free to import, and no way around the fence for the rule', async () => {
  const ways = ['', '?x', '#x', '?generation=1']
  const rules = ways.map((_, n) => ({ name: `way${n}`, body: 'return []', onlyIfNamed: false }))
  const services = servicesWith('fall-risk', rules)
  const folderOf = (n: number) => join(services, 'fall-risk', 'rules', idOf(`way${n}`))
  for (const [n, way] of ways.entries()) {
    writeFileSync(join(folderOf(n), 'x.test.ts'), `export { writeFileSync } from 'node:fs'\n`)
    appendFileSync(join(folderOf(n), 'rule.ts'), `await import('./x.test.ts${way}')\n`)
  }
  const { code, stdout } = await cardstock(['check'], { env: { CARDSTOCK_SERVICES: services } })
  for (const [n, way] of ways.entries())
    expect(stdout).toContain(
      `${join(folderOf(n), 'rule.ts')}:1: cannot be loaded: imports "./x.test.ts${way}": tests are not for modules of services`,
    )
  expect([code, stdout.includes(`${ways.length} problems`)]).toEqual([1, true])
})

test('they import each other, also from another service', async () => {
  const services = servicesWith('fall-risk', [
    { name: 'shares', body: 'return [card("says", { text: word })]', onlyIfNamed: false },
  ])
  writeFileSync(join(services, 'care-gaps', 'word.ts'), `export const word: string = 'shared'\n`)
  const file = join(services, 'fall-risk', 'rules', idOf('shares'), 'rule.ts')
  appendFileSync(file, `import { word } from '../../../care-gaps/word.ts'\n`)
  const env = { CARDSTOCK_SERVICES: services }
  const { stdout } = await cardstock(['check', join(services, 'fall-risk')], { env })
  expect(stdout).not.toContain('cannot be loaded')
  rmSync(join(services, 'care-gaps', 'word.ts'))
  expect((await cardstock(['check'], { env })).stdout).toContain('cannot be loaded')
})
