import data from './code-groups.json' with { type: 'json' }
import { type CodeSet, codeSet } from './code-set.ts'

/** The id of a shipped code group; an unknown id does not compile. */
export type GroupId = keyof typeof data.groups

/** Codes of a group that do not count by themselves, and why. */
export type Flag = 'history' | 'postpartum' | 'peripheral' | 'open' | 'raceMultiplier'

interface Group {
  readonly title: string
  readonly codes: Codes
  readonly history?: Codes
  readonly postpartum?: Codes
  readonly peripheral?: Codes
  readonly open?: Codes
  readonly raceMultiplier?: Codes
}

/** Short system name → codes, parted by spaces. */
type Codes = Readonly<Record<string, string>>

// The JSON's inferred type is a union of 124 literal shapes; this is the shape that they share.
const groups: Readonly<Record<GroupId, Group>> = data.groups as Record<GroupId, Group>
const systems: Readonly<Record<string, string>> = data.systems

const sets = new Map<string, CodeSet>()

/**
 * The codes of a shipped group (`code-groups.json`: sources and licences are named there).
 * Codes that count only as history ("Z86.73, had a stroke") are in it with `history: true`; codes
 * of the puerperium, of peripheral bone densitometry and the like never are. The set is made once.
 *
 * @example conditions.some(codeGroup('myocardial-infarction', { history: true }))
 */
export function codeGroup(id: GroupId, options: { readonly history?: boolean } = {}): CodeSet {
  const flags = options.history ? (['codes', 'history'] as const) : (['codes'] as const)
  return memoised(id, flags)
}

/** The codes of a group that bear a flag, for rules that need just those (end of a pregnancy). */
export function flaggedCodes(id: GroupId, flag: Flag): CodeSet {
  return memoised(id, [flag])
}

/** The group's title in words. */
export function groupTitle(id: GroupId): string {
  return groups[id].title
}

/**
 * The group as the value of a FHIR `code=` search parameter.
 *
 * @example groupTemplateCodes('sodium') // 'http://loinc.org|2947-0,http://loinc.org|2951-2,…'
 */
export function groupTemplateCodes(id: GroupId): string {
  return [...codeGroup(id).keys].join(',')
}

const replaced = new Map<GroupId, { readonly before: CodeSet; readonly after: CodeSet }>()

/** Whether an id is one of a shipped group. */
export function isGroup(id: string): id is GroupId {
  return Object.hasOwn(groups, id)
}

/**
 * Puts a site's own codes in the place of a group's; its lists of history, puerperium and the like stay.
 * Has to come before anything asks for the group: sets that are made already are not changed.
 *
 * @param keys `system|code`, see `codeKey`
 * @throws Error where the group is in use already
 */
export function replaceGroup(id: GroupId, keys: ReadonlySet<string>): void {
  if (sets.size > 0) throw new Error('code groups are replaced before anything is loaded')
  const before = codeSet(new Set(keysOf(groups[id].codes)))
  replaced.set(id, { before, after: codeSet(keys) })
}

/** A query that asks for a replaced group asks for the site's codes instead. */
export function withSiteCodes(template: string): string {
  if (replaced.size === 0) return template
  return template.replace(/(?<=[?&]code=)[^&]+/, (list) => {
    let codes: readonly string[] = list.split(',')
    for (const { before, after } of replaced.values()) {
      const rest = codes.filter((key) => !before.keys.has(key))
      if (rest.length < codes.length) codes = [...rest, ...after.keys]
    }
    return [...new Set(codes)].join(',')
  })
}

function memoised(id: GroupId, lists: readonly ('codes' | Flag)[]): CodeSet {
  // A rule is run without its types being checked.
  if (!isGroup(id)) throw new Error(`there is no code group "${id}": docs/codes.md lists them`)
  const key = `${id} ${lists.join(' ')}`
  const known = sets.get(key)
  if (known !== undefined) return known
  const own = replaced.get(id)?.after
  const made = codeSet(
    new Set(
      lists.flatMap((list) =>
        list === 'codes' && own !== undefined ? [...own.keys] : keysOf(groups[id][list]),
      ),
    ),
  )
  sets.set(key, made)
  return made
}

function keysOf(codes: Codes = {}): string[] {
  return Object.entries(codes).flatMap(([name, list]) =>
    list.split(' ').map((code) => `${systems[name]}|${code}`),
  )
}
