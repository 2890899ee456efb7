import { of, type SeededFault } from './seeded-fault.ts'

export const LINKS: readonly SeededFault[] = [
  ...of(
    'cards/link-hosts.ts',
    'test/conformance/links.test.ts',
    ['a card may launch any app', 'return link.url === rules.companionUrl', 'return true'],
    ['links lead anywhere', 'return rules.linkHosts.includes(host)', 'return true'],
    ['links of no list lead anywhere', 'return SHIPPED_HOSTS.includes(host) ||', 'return true ||'],
  ),
  ...of('cards/link-hosts.ts', 'test/conformance/links.test.ts', [
    'icons are of anywhere',
    'icon === undefined || isListed(icon, rules, declared)',
    'true',
  ]),
  ...of('cards/template.ts', 'test/conformance/cards.test.ts', [
    'wording leads anywhere',
    'if (isLinking(text))',
    'if (false)',
  ]),
  ...of('cards/escape.ts', 'cards/wording.test.ts', ['two values make a link', '^\\/\\/|', '']),
  ...of('src/config.ts', 'test/conformance/links.test.ts', [
    'the companion may be opened without TLS',
    "if (url.protocol !== 'https:' && !isLoopback(url.hostname))",
    'if (false)',
  ]),
]
