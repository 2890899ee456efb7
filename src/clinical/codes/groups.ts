import groups from './code-groups.json' with { type: 'json' }
import { type CodeSet, codeKey, codeSet } from './code-set.ts'

/** The id of a shipped group of codes, such as `diabetes` or `hba1c`. */
export type GroupId = keyof typeof groups.groups

interface Group {
  readonly title: string
  readonly codes: Readonly<Record<string, string>>
  readonly history?: Readonly<Record<string, string>>
}

const systems: Readonly<Record<string, string>> = groups.systems
const made = new Map<string, CodeSet>()

/**
 * A shipped group of codes. Codes that only tell of the past count where `history` is asked for;
 * codes that never decide (puerperium, unconfirmed …) are in no set.
 *
 * @example conditions.some(codeGroup('diabetes'))
 */
export function codeGroup(id: GroupId, options: { readonly history?: boolean } = {}): CodeSet {
  const name = options.history === true ? `${id} history` : id
  const known = made.get(name)
  if (known !== undefined) return known
  const { codes, history = {} } = groups.groups[id] as Group
  const lists = options.history === true ? [codes, history] : [codes]
  const keys = lists.flatMap((bySystem) =>
    Object.entries(bySystem).flatMap(([short, text]) =>
      text.split(' ').map((code) => codeKey(systems[short] ?? short, code)),
    ),
  )
  const set = codeSet(new Set(keys))
  made.set(name, set)
  return set
}
