import type { HookEntry, LoadedRule, LoadedService } from '../engine/registry.ts'
import { html } from '../html.ts'
import type { StoreCounts } from '../store/store.ts'

export interface HomeFacts {
  readonly publicUrl: string
  readonly counts: StoreCounts
  readonly open: boolean
  /** Whether there is a sandbox to try them in. */
  readonly sandbox: boolean
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem; margin-bottom: 0 } h2 { font-size: 1.2rem; margin-top: 2.5rem }
table { border-collapse: collapse; width: 100%; margin: .75rem 0 }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #8886 }
code { font-size: .85em; overflow-wrap: anywhere } .quiet { opacity: .75 } details { margin: .5rem 0 }
td ul { margin: 0; padding: 0; list-style: none } li + li { margin-top: .4rem } caption { text-align: left }
tbody td:first-child code { white-space: nowrap }
@media (max-width: 50rem) {
  thead { display: none } tr { display: block; padding: .6rem 0; border-bottom: 1px solid #8886 }
  td { display: block; padding: .15rem 0; border: 0 } tbody td:first-child code { white-space: normal }
  td[data-label]::before { content: attr(data-label) ": "; opacity: .75 }
}
`

/** The page: services, rules with their evidence, prefetch templates and health. */
export function homePage(services: readonly LoadedService[], facts: HomeFacts): string {
  const rules = services.reduce((sum, { rules }) => sum + rules.length, 0)
  const { bufferedDecisions, failedWrites } = facts.counts
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cardstock</title><style>${STYLE}</style></head><body>
<h1>Cardstock</h1>
<p class="quiet">CDS Hooks decision support: ${services.length} services, ${rules} rules</p>
${facts.sandbox ? '<p><a href="sandbox/"><b>See it in the sandbox</b></a>: patients, orders, cards, and why each rule spoke or stayed silent.</p>' : ''}
<p>Health: ${facts.open ? 'answering' : 'stopping'} · decisions waiting to be written: ${bufferedDecisions} · failed writes: ${failedWrites}
 · <a href="readyz">readyz</a> · <a href="metrics">metrics</a></p>
<p>For an EHR: <a href="cds-services"><code>${html(facts.publicUrl)}/cds-services</code></a> · <a href="openapi.yaml">openapi.yaml</a></p>
${services.map(serviceSection).join('\n')}
</body></html>
`
}

function serviceSection({ service, hooks, rules }: LoadedService): string {
  return `<section><h2 id="${html(service.id)}">${html(service.title)}</h2>
<p>${html(service.description)}</p>
<p class="quiet"><code>POST /cds-services/${html(service.id)}</code> on ${[...hooks.keys()].map((name) => `<code>${html(name)}</code>`).join(', ')}${service.announceGaps === true ? ' · says what it could not check' : ''}</p>
<table><thead><tr><th>Rule</th><th>Version</th><th>Cards</th><th>Evidence</th><th>Owner, review by</th></tr></thead>
<tbody>${rules.map(ruleRow).join('')}</tbody></table>
<details><summary>Prefetch templates</summary>${[...hooks.values()].map(templatesTable).join('')}</details></section>`
}

function ruleRow({ rule, title }: LoadedRule): string {
  const { source } = rule
  const evidence =
    source.url === undefined
      ? html(source.label)
      : `<a href="${html(source.url)}">${html(source.label)}</a>`
  const cards = Object.values(rule.cards).map(
    (card) => `<li><b>${html(card.indicator)}</b> ${html(card.summary)}</li>`,
  )
  return `<tr><td>${html(title)}<br><code>${html(rule.id)}</code></td><td data-label="Version">${html(rule.version)}</td><td><ul>${cards.join('')}</ul></td><td data-label="Evidence">${evidence}</td><td data-label="Owner, review by">${html(rule.owner)}<br>${html(rule.reviewBy)}</td></tr>`
}

function templatesTable({ hook, templates }: HookEntry): string {
  const rows = [...templates].map(
    ([key, { text }]) =>
      `<tr><td><code>${html(key)}</code></td><td><code>${html(text)}</code></td></tr>`,
  )
  return `<table><caption><code>${html(hook.name)}</code></caption><tbody>${rows.join('')}</tbody></table>`
}
