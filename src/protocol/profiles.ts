import type { Action } from './action.ts'
import type { Card, HookResponse, Suggestion } from './card.ts'
import type { Discovery } from './discovery.ts'

/** The version of CDS Hooks that a client understands (`COMPAT-01`). */
export const PROFILES = ['1.0', '1.1', '2.0', '2.0.1', '3.0'] as const
export type Profile = (typeof PROFILES)[number]
export const DEFAULT_PROFILE: Profile = '2.0.1'

/** What a client has told us, by configuration, that it can do. */
export interface Capabilities {
  readonly systemActions: boolean
}

/** The profile for a version as clients announce it, such as `1.1` or `2.0.1`; undefined if unknown. */
export function profileOf(version: unknown): Profile | undefined {
  if (typeof version !== 'string') return undefined
  const known: string | undefined = PROFILES.find((profile) => profile === version)
  if (known !== undefined) return known as Profile
  const [major, minor] = version.split('.')
  if (major === '3') return '3.0'
  return PROFILES.find((profile) => profile === `${major}.${minor}`)
}

/** A response in the words of one version (`COMPAT-03` to `COMPAT-07`); the input is version 3.0. */
export function inProfile(response: HookResponse, profile: Profile, able: Capabilities): object {
  const { systemActions, ...rest } = response
  const actions = able.systemActions && profile !== '1.0' ? systemActions : undefined
  const cards =
    profile === '1.0'
      ? response.cards.flatMap(cardsOf10)
      : profile === '1.1' || profile === '2.0'
        ? response.cards.map((card) => laterCard(card, profile))
        : response.cards
  return {
    ...rest,
    cards,
    ...(actions === undefined
      ? {}
      : { systemActions: profile === '1.1' ? actions.map(idAction) : actions }),
  }
}

/** Before 2.0, a delete carries the id string in `resource` (`ACT-05`). */
function idAction(action: Action): object {
  if (action.type !== 'delete') return action
  const { resourceId, ...rest } = action
  return { ...rest, resource: resourceId }
}

function laterCard(card: Card, profile: '1.1' | '2.0'): object {
  const suggestions =
    profile === '1.1'
      ? card.suggestions?.map((each) => ({
          ...each,
          ...(each.actions === undefined ? {} : { actions: each.actions.map(idAction) }),
        }))
      : card.suggestions
  return {
    ...card,
    ...(suggestions === undefined ? {} : { suggestions }),
    ...(card.links === undefined ? {} : { links: card.links.map(withoutAutolaunch) }),
  }
}

function withoutAutolaunch(link: NonNullable<Card['links']>[number]): object {
  const { autolaunchable: _autolaunchable, ...rest } = link
  return rest
}

/** A strict 1.0 client rejects a card with `any`, so each suggestion becomes a card of its own. */
function cardsOf10(card: Card): object[] {
  const { uuid: _uuid, overrideReasons: _reasons, source, suggestions, links, ...rest } = card
  const { topic: _topic, ...plainSource } = source
  const { selectionBehavior, ...words } = rest
  const base = {
    ...words,
    source: plainSource,
    ...(links === undefined ? {} : { links: links.map(withoutAutolaunch) }),
  }
  if (suggestions === undefined) return [base]
  const plain = suggestions.map(suggestion10)
  const groups = selectionBehavior === 'any' ? plain.map((each) => [each]) : [plain]
  return groups.map((group) => ({ ...base, suggestions: group, selectionBehavior: 'at-most-one' }))
}

function suggestion10({ isRecommended: _recommended, actions, ...rest }: Suggestion): object {
  return { ...rest, ...(actions === undefined ? {} : { actions: actions.map(idAction) }) }
}

/** Discovery in the words of one version: `version` and `hookVersion` belong to 3.0 (`COMPAT-05`). */
export function discoveryInProfile(discovery: Discovery, profile: Profile): object {
  if (profile === '3.0') return discovery
  return {
    services: discovery.services.map(
      ({ version: _version, hookVersion: _hookVersion, usageRequirements, ...rest }) => ({
        ...rest,
        ...(usageRequirements === undefined || profile === '1.0' || profile === '1.1'
          ? {}
          : { usageRequirements }),
      }),
    ),
  }
}
