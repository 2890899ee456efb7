import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { straysOf } from './imports.ts'

/** What is wrong with the files of a rule's folder, besides what loading and testing it tell. */
export function folderProblems(home: string): string[] {
  const problems: string[] = []
  for (const name of ['rule.test.ts', 'README.md'])
    if (!existsSync(join(home, name)))
      problems.push(`${home}/rule.ts:1: has no ${name} beside it: "cardstock new rule" shows one`)
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((name) => name.endsWith('.ts')).map((name) => join(home, name)))
    for (const { from, line } of straysOf(home, file, readFileSync(file, 'utf8')))
      problems.push(`${file}:${line}: imports ${from}: a rule imports #cds and its own folder only`)
  return problems
}
