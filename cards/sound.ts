import type { Link } from '../src/protocol/card.ts'

/**
 * Quick looks that know sound suggestions and links of the common shape, at a tenth of what their wire
 * schemas cost. `false` says nothing: the schema decides, and has the words for what is wrong. A test
 * holds that nothing passes here which the schema refuses.
 */
export function isPlainlySound(suggestion: unknown): boolean {
  const { label, uuid, isRecommended, actions, ...more } = suggestion as Record<string, unknown>
  if (!saysSomething(label) || typeof uuid !== 'string' || !UUID.test(uuid)) return false
  if (isRecommended !== undefined && typeof isRecommended !== 'boolean') return false
  if (hasMembers(more)) return false
  if (actions === undefined) return true
  if (!Array.isArray(actions) || actions.length === 0) return false
  for (const action of actions) if (!isSoundAction(action)) return false
  return true
}

function isSoundAction(action: unknown): boolean {
  if (typeof action !== 'object' || action === null) return false
  const { type, description, resource, ...more } = action as Record<string, unknown>
  if (type !== 'create' && type !== 'update') return false
  if (!saysSomething(description) || hasMembers(more)) return false
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource)) return false
  const { resourceType, id } = resource as { resourceType?: unknown; id?: unknown }
  return saysSomething(resourceType) && (type === 'create' || saysSomething(id))
}

/** A launch of the companion app, at an address that the wire schema has passed before. */
export function isKnownLaunch(link: Link, passed: ReadonlySet<string>): boolean {
  const { label, url, type, appContext, ...more } = link
  return (
    type === 'smart' &&
    saysSomething(label) &&
    saysSomething(appContext) &&
    passed.has(url) &&
    !hasMembers(more)
  )
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function saysSomething(text: unknown): boolean {
  return typeof text === 'string' && /\S/.test(text)
}

function hasMembers(object: object): boolean {
  for (const _ in object) return true
  return false
}
