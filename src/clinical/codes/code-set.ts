import { factsOf } from '../facts.ts'
import { list, record, text } from './record.ts'
import { canonicalSystem } from './systems.ts'

/**
 * Anything that carries codes: a resource, a CodeableConcept or a Coding, of R4 or of the DSTU2 and
 * STU3 shapes that old servers still send. The members are read with suspicion, so they are unknown.
 */
export interface Coded {
  readonly resourceType?: string
  readonly code?: unknown
  readonly coding?: unknown
  readonly system?: unknown
  readonly text?: unknown
  readonly medicationCodeableConcept?: unknown
  readonly medication?: unknown
  readonly vaccineCode?: unknown
  readonly substance?: unknown
  readonly type?: unknown
}

/** A code with its system in the canonical spelling. */
export interface SystemCode {
  readonly system: string
  readonly code: string
}

/**
 * A set of codes. Called, it says whether a thing carries one of them, so that
 * `conditions.some(diabetesMellitus)` reads as it should; `keys` serves triggers and lookups.
 */
export interface CodeSet {
  (thing: Coded | null | undefined): boolean
  readonly keys: ReadonlySet<string>
}

/** The key of a code: `system|code`, the system in its canonical spelling. */
export function codeKey(system: string, code: string): string {
  return `${canonicalSystem(system)}|${code}`
}

/**
 * All codes that a thing carries, in its own order. Malformed members are skipped; a code without a
 * system says nothing and is skipped too. Never throws.
 */
export function codingsOf(thing: unknown): readonly SystemCode[] {
  const found: SystemCode[] = []
  collect(thing, found)
  return found
}

const NONE: readonly string[] = []

/** Every code, whatever its system, that some set holds: most codes of a chart are in none. */
const codesInSets = new Set<string>()

/**
 * The keys (see `codeKey`) of those codes of a thing that some set holds. All others are left out:
 * nobody asks for them, and a chart is full of them.
 */
export function keysOf(thing: unknown): readonly string[] {
  if (typeof thing !== 'object' || thing === null) return NONE
  const facts = factsOf(thing)
  if (facts.keys === undefined || facts.keysAmong !== codesInSets.size) {
    facts.keys = keysInSets(thing)
    facts.keysAmong = codesInSets.size
  }
  return facts.keys
}

// Most of a chart; they carry their codes in one place.
const CODED_ONCE: ReadonlySet<unknown> = new Set(['Condition', 'Observation'])

function keysInSets(thing: object): readonly string[] {
  const { resourceType, code } = thing as Coded
  const codings = CODED_ONCE.has(resourceType) ? codingList(code) : codingsOf(thing)
  let keys: string[] | undefined
  for (const coding of codings) {
    const it = record(coding)
    const member = it?.code
    // The quick look first: it ends the search for nearly all.
    if (typeof member !== 'string' || !codesInSets.has(member)) continue
    const system = text(it?.system)
    if (system === undefined) continue
    keys ??= []
    keys.push(`${canonicalSystem(system)}|${member}`)
  }
  return keys ?? NONE
}

/**
 * The set of the listed codes of one system.
 *
 * @example const diabetes = codes('http://snomed.info/sct', ['73211009', '44054006'])
 */
export function codes(system: string, members: readonly string[]): CodeSet {
  return codeSet(new Set(members.map((code) => codeKey(system, code))))
}

/** The union of several sets. */
export function anyOf(...sets: readonly CodeSet[]): CodeSet {
  return codeSet(new Set(sets.flatMap((set) => [...set.keys])))
}

/** A set over ready-made keys (see `codeKey`). */
export function codeSet(keys: ReadonlySet<string>): CodeSet {
  for (const key of keys) codesInSets.add(key.slice(key.indexOf('|') + 1))
  const has = (thing: Coded | null | undefined): boolean => {
    for (const key of keysOf(thing)) if (keys.has(key)) return true
    return false
  }
  return Object.freeze(Object.assign(has, { keys }))
}

// `type` says what an Encounter was, but only a category elsewhere; `substance` is DSTU2.
const conceptMembers = ['code', 'medicationCodeableConcept', 'vaccineCode', 'substance'] as const

function collect(thing: unknown, found: SystemCode[]): void {
  const it = record(thing)
  if (it === undefined) return
  if (Array.isArray(it.coding)) for (const coding of it.coding) collectCoding(coding, found)
  else if (typeof it.code === 'string') collectCoding(it, found)
  for (const member of conceptMembers) collectConcept(it[member], found)
  // R5 CodeableReference.
  collectConcept(record(it.medication)?.concept, found)
  if (it.resourceType === 'Encounter') for (const type of list(it.type)) collectConcept(type, found)
}

function collectConcept(concept: unknown, found: SystemCode[]): void {
  for (const coding of codingList(concept)) collectCoding(coding, found)
}

function codingList(concept: unknown): readonly unknown[] {
  return list(record(concept)?.coding)
}

function collectCoding(coding: unknown, found: SystemCode[]): void {
  const it = record(coding)
  const system = text(it?.system)
  const code = text(it?.code)
  if (system === undefined || code === undefined) return
  found.push({ system: canonicalSystem(system), code })
}
