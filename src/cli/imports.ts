import { dirname, join } from 'node:path'

export interface Import {
  readonly from: string
  readonly line: number
  /** Stripped before it runs. */
  readonly typeOnly: boolean
}

/**
 * What a module imports: static, re-exported and dynamic.
 *
 * @param path relative imports are answered by the path that they lead to from it
 */
export function importsOf(path: string, text: string): Import[] {
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/gm,
  )
  return [...statements].map(({ 0: statement, 1: type, 2: fixed, 3: dynamic, index }) => {
    const from = fixed ?? dynamic ?? ''
    return {
      from: from.startsWith('.') ? join(dirname(path), from) : from,
      line: text.slice(0, index + statement.length).split('\n').length,
      typeOnly: type !== undefined,
    }
  })
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
