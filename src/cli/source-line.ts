import { existsSync, readFileSync } from 'node:fs'

/** The first line of a file that has a text in it, counted from 1. */
export function lineOf(file: string, text: string | undefined): number | undefined {
  if (text === undefined || !existsSync(file)) return undefined
  const at = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text))
  return at === -1 ? undefined : at + 1
}
