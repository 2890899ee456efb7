import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Real requests and patients that lie beside the project where they are present, as in CI. */
const SHARED = new URL('../../../shared/', import.meta.url)

/** The files of a shared folder; none where it is absent. */
export function sharedFiles(
  folder: 'requests' | 'patients',
): readonly { name: string; text: string }[] {
  const home = new URL(`${folder}/`, SHARED)
  if (!existsSync(home)) return []
  return readdirSync(home)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(new URL(name, home), 'utf8') }))
}

/** The text of one shared file; undefined where it is absent. */
export function sharedText(path: string): string | undefined {
  const file = new URL(path, SHARED)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
