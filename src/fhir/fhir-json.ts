/** The same bounds as for requests (T9, T18). */
const MAX_DEPTH = 64
const MAX_MEMBERS = 200_000
const NEVER = new Set(['__proto__', 'constructor', 'prototype'])

/** Whether a parsed answer is a resource that is safe to walk over. */
export function judgeJson(value: unknown): 'resource' | 'rubbish' | 'too-large' {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'rubbish'
  if (!Object.hasOwn(value, 'resourceType')) return 'rubbish'
  const { resourceType } = value as { readonly resourceType: unknown } // an own member, see above
  if (typeof resourceType !== 'string' || resourceType === '') return 'rubbish'
  return judgeShape(value)
}

/** By levels, without recursion: depth must not cost stack. */
function judgeShape(root: object): 'resource' | 'rubbish' | 'too-large' {
  let level: object[] = [root]
  let members = 0
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return 'rubbish'
    const below: object[] = []
    for (const value of level) {
      const list = Array.isArray(value)
      for (const [name, child] of Object.entries(value)) {
        members += 1
        if (!list && NEVER.has(name)) return 'rubbish'
        if (typeof child === 'object' && child !== null) below.push(child)
      }
      if (members > MAX_MEMBERS) return 'too-large'
    }
    level = below
  }
  return 'resource'
}
