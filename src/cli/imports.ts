import { dirname, join } from 'node:path'

export interface Import {
  readonly from: string
  readonly line: number
  /** Stripped before it runs. */
  readonly typeOnly: boolean
}

/**
 * What a module imports: static, re-exported and dynamic, in quotes of any kind.
 *
 * @param path relative imports are answered by the path that they lead to from it
 */
export function importsOf(path: string, text: string): Import[] {
  return [...fixedIn(text), ...dynamicIn(text)].map(({ from, ...rest }) => ({
    from: from.startsWith('.') ? join(dirname(path), from) : from,
    ...rest,
  }))
}

/** Statements, which may run over several lines; the line is that of the module's name. */
function fixedIn(text: string): Import[] {
  const found: Import[] = []
  let typeOnly: boolean | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (/^(?:import\b|export (?:type )?[{*])/.test(line))
      typeOnly = /^(?:import|export) type\b/.test(line)
    if (typeOnly === undefined) continue
    const [, , from] = /(?:^import|\bfrom)\s*(['"])(.+?)\1/.exec(line) ?? []
    if (from !== undefined) found.push({ from, line: index + 1, typeOnly })
    if (from !== undefined || line.startsWith('}')) typeOnly = undefined
  }
  return found
}

function dynamicIn(text: string): Import[] {
  return [...text.matchAll(/\bimport\(\s*(['"`])(.+?)\1/g)].map(
    ({ 0: call, 2: from = '', index }) => ({
      from,
      line: text.slice(0, index + call.length).split('\n').length,
      typeOnly: false,
    }),
  )
}

/** What a rule's file may import besides its own folder; tests of rules import more. */
const FOR_RULES = ['#cds']
const FOR_TESTS = [...FOR_RULES, '#cds/testing', '@jest/globals']

/** The imports of a file of a rule that reach beyond `#cds` and the rule's folder. */
export function straysOf(home: string, path: string, text: string): Import[] {
  const allowed = path.endsWith('.test.ts') ? FOR_TESTS : FOR_RULES
  return importsOf(path, text).filter(
    ({ from }) => !allowed.includes(from) && !from.startsWith(`${home}/`),
  )
}
