import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { LoadedRule } from '../engine/registry.ts'
import type { Trigger } from '../engine/trigger.ts'

const SECTION = /^## When it stays silent\n+(.*?)(?=\n## |$(?![\s\S]))/ms

/**
 * What a rule's README says of when it stays silent, a point a line. Read when it is asked for, so that
 * whoever writes it sees it at once; empty for a rule that has no README, as in a folder of one's own.
 */
export async function silenceOf({ file }: LoadedRule): Promise<string> {
  let text: string
  try {
    text = await readFile(join(dirname(file), 'README.md'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
  const [, section = ''] = SECTION.exec(text) ?? []
  return section
    .replaceAll(/^- /gm, '')
    .replaceAll('`', '')
    .replaceAll(/\n{2,}/g, '\n')
    .trim()
}

/** Why a rule did not apply. */
export function untriggered(when: Trigger | undefined): string {
  switch (when?.kind) {
    case 'ordering':
      return `No order in focus has one of the ${when.codes.size} codes that it is about.`
    case 'ordering-medicine':
      return 'No order in focus is of a medicine that the product table knows.'
    case 'ordering-unidentified':
      return 'Every medicine in focus was identified by its code.'
    case 'recorded':
      return `The chart (${when.key}) holds none of the ${when.codes.size} codes that it is about.`
    case undefined:
      return 'It was not chosen.'
  }
}
