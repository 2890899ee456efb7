/**
 * Re-encodes the reviewed list of code groups into `code-groups.json`: no displays, codes per system
 * as one text, unconfirmed codes (status U) dropped. Run it when the reviewed list changes:
 *
 *   node src/clinical/codes/build-code-groups.ts <path of the reviewed list>
 */
import { readFileSync, writeFileSync } from 'node:fs'
import * as systems from './systems.ts'

interface SourceCode {
  readonly system: string
  readonly code: string
  readonly status: 'V1' | 'V2' | 'U'
  readonly history?: boolean
  readonly postpartum?: boolean
  readonly central?: boolean
  readonly closes?: boolean
}

interface SourceGroup {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly status: string
  readonly source: string
  readonly units?: readonly string[]
  readonly note?: string
  readonly codes: readonly SourceCode[]
}

interface SourceList {
  readonly updated: string
  readonly legend: Readonly<Record<string, string>>
  readonly use: string
  readonly groups: readonly SourceGroup[]
}

const shortNames: ReadonlyMap<string, string> = new Map([
  [systems.LOINC, 'loinc'],
  [systems.SNOMED, 'snomed'],
  [systems.ICD10CM, 'icd10cm'],
  [systems.ICD10PCS, 'icd10pcs'],
  [systems.CPT, 'cpt'],
  [systems.HCPCS, 'hcpcs'],
  [systems.CVX, 'cvx'],
  [systems.PHR, 'phr'],
])

// eGFR reported with a race multiplier: the group's own note says never to decide on these two.
const raceMultiplier = new Set(['48643-1', '88293-6'])

const [input] = process.argv.slice(2)
if (input === undefined) throw new Error('usage: node build-code-groups.ts <path>')
// The reviewed list is written by ourselves in the shape above.
const source = JSON.parse(readFileSync(input, 'utf8')) as SourceList

const head = {
  title: 'Code groups',
  updated: source.updated,
  use: source.use,
  licences:
    'LOINC is free with attribution to Regenstrief Institute. SNOMED CT needs a licence outside member territories. CPT is AMA copyright: only codes are listed, no descriptors.',
  legend: {
    ...source.legend,
    codes: 'codes that count; a space parts them; keys as in systems',
    history: 'count only where a history counts',
    postpartum: 'the puerperium: never a current pregnancy',
    peripheral: 'not a central site: never closes a gap',
    open: 'never closes a gap',
    raceMultiplier: 'eGFR with a race multiplier: never decides',
  },
  systems: Object.fromEntries([...shortNames].map(([uri, name]) => [name, uri])),
}

const lines = source.groups.map((group) => `  ${JSON.stringify(group.id)}: ${encode(group)}`)
const body = `${JSON.stringify(head, null, 1).slice(0, -2)},\n "groups": {\n${lines.join(',\n')}\n }\n}\n`
JSON.parse(body)
writeFileSync(new URL('./code-groups.json', import.meta.url), body)

function encode({ id, kind, title, status, units, source, note, codes }: SourceGroup): string {
  const lists: Record<string, Record<string, string[]>> = { codes: {} }
  for (const code of codes) {
    if (code.status === 'U') continue
    const name = shortNames.get(code.system)
    if (name === undefined) throw new Error(`${id}: unknown system ${code.system}`)
    const flag = flagOf(id, code)
    const bySystem = lists[flag] ?? {}
    lists[flag] = bySystem
    bySystem[name] = [...(bySystem[name] ?? []), code.code]
  }
  const texts = Object.entries(lists).map(([flag, bySystem]) => [
    flag,
    Object.fromEntries(Object.entries(bySystem).map(([name, list]) => [name, list.join(' ')])),
  ])
  return JSON.stringify({ kind, title, status, units, source, note, ...Object.fromEntries(texts) })
}

function flagOf(group: string, code: SourceCode): string {
  if (group === 'egfr' && raceMultiplier.has(code.code)) return 'raceMultiplier'
  if (code.closes === false) return 'open'
  if (code.central === false) return 'peripheral'
  if (code.postpartum) return 'postpartum'
  return code.history ? 'history' : 'codes'
}
