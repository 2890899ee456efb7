import type { Card, Link } from '../src/protocol/card.ts'

/** Where the links of cards may lead: the deployment's own word (T19). */
export interface LinkRules {
  /** The one address that SMART links may launch. */
  readonly companionUrl: string
  /**
   * Hosts of other links, of `source.url` and of `source.icon`, as in `URL.host`; the companion's own is always among
   * them. Absent: those of the shipped rules, and the host that a rule declares in its own source.
   */
  readonly linkHosts?: readonly string[] | undefined
}

/** What the shipped rules link to; a test holds that no rule of them links elsewhere. */
export const SHIPPED_HOSTS: readonly string[] = [
  'dailymed.nlm.nih.gov',
  'doi.org',
  'github.com',
  'imsn.ie',
  'opendata.altius-group.ch',
  'sanomedpharmacy.ca',
  'www.ama-assn.org',
  'www.fda.gov',
  'www.jointcommission.org',
  'www.nlm.nih.gov',
  'www.uspreventiveservicestaskforce.org',
]

/** The hosts of addresses that come again with each card: one for each rule, and the companion's. */
const known = new Map<string, string>()
const MOST_KNOWN = 1_000

/**
 * A card without the links that lead elsewhere, and how many these were: advice without a link is better
 * than none. Comes after the rule and after the card was built, so that no rule gets around it.
 *
 * @param declared the address in the rule's own source
 */
export function withinLinks(
  card: Card,
  rules: LinkRules,
  declared = card.source.url,
): { readonly card: Card; readonly dropped: number } {
  const links = card.links?.filter((link) => mayLead(link, rules, declared))
  const { url, icon, ...source } = card.source
  const isSourceKept = url === undefined || isListed(url, rules, declared)
  const isIconKept = icon === undefined || isListed(icon, rules, declared)
  const left = (isSourceKept ? 0 : 1) + (isIconKept ? 0 : 1)
  const dropped = (card.links?.length ?? 0) - (links?.length ?? 0) + left
  if (dropped === 0) return { card, dropped }
  const kept = {
    ...source,
    ...(url === undefined || !isSourceKept ? {} : { url }),
    ...(icon === undefined || !isIconKept ? {} : { icon }),
  }
  const { links: _all, ...rest } = left === 0 ? card : { ...card, source: kept }
  return { card: links === undefined || links.length === 0 ? rest : { ...rest, links }, dropped }
}

/** Whether a link stays on its card; `declared` is the address in the rule's own source. */
export function mayLead(link: Link, rules: LinkRules, declared: string | undefined): boolean {
  if (link.type === 'smart') return link.url === rules.companionUrl
  return isListed(link.url, rules, declared)
}

function isListed(url: string, rules: LinkRules, declared: string | undefined): boolean {
  if (!url.startsWith('https:')) return false
  // What a rule put together is not kept: it may hold data.
  const host = url === declared ? hostOf(url) : URL.parse(url)?.host
  if (host === undefined) return false
  if (host === hostOf(rules.companionUrl)) return true
  if (rules.linkHosts !== undefined) return rules.linkHosts.includes(host)
  return SHIPPED_HOSTS.includes(host) || (declared !== undefined && host === hostOf(declared))
}

function hostOf(url: string): string {
  const before = known.get(url)
  if (before !== undefined) return before
  const host = URL.parse(url)?.host ?? ''
  if (known.size < MOST_KNOWN) known.set(url, host)
  return host
}
