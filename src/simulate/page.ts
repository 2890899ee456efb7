import { html } from '../html.ts'
import type { RuleTally } from './tally.ts'

const STYLE = `
:root { color-scheme: light dark; --line: #8886; --critical: #b3261e; --warning: #b26a00; --info: #2563a8 }
@media (prefers-color-scheme: dark) { :root { --critical: #f2867f; --warning: #e8b04a; --info: #7fb4ec } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } caption { text-align: left; font-weight: 600 }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
svg { width: 100%; height: 1.1rem; display: block }
.critical { fill: var(--critical) } .warning { fill: var(--warning) } .info { fill: var(--info) }
.silent { fill: #8884 } .wrap { overflow-x: auto } li { overflow-wrap: anywhere }
`

const INDICATORS = ['critical', 'warning', 'info'] as const

/** Facts of the run that stand above the tables. */
export interface PageFacts {
  readonly charts: number
  readonly at: string
}

/** The report as a page that stands alone: no script, nothing from elsewhere. */
export function pageHtml(tallies: readonly RuleTally[], { charts, at }: PageFacts): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Cardstock: simulation</title><style>${STYLE}</style></head><body>
<h1>Simulation</h1>
<p>${charts} charts, as of ${html(at)}. A bar is all calls for which the rule was chosen: critical, warning
and info cards by colour, silence in grey.</p>
<div class="wrap"><table><caption>Rules</caption><thead><tr><th>Rule<th>Hook<th>Calls with cards
<th class="n">Chosen<th class="n">Fired<th class="n">Adults interrupted<th class="n">Not evaluated
<th class="n">Failed<th class="n">p50 / p95 ms</tr></thead><tbody>
${tallies.map(rowOf).join('\n')}
</tbody></table></div>
${tallies.map(detailOf).join('\n')}
</body></html>
`
}

function rowOf(each: RuleTally): string {
  const not = [...each.notEvaluated.values()].reduce((sum, count) => sum + count, 0)
  const share = each.adults === 0 ? 0 : Math.round((each.interrupted / each.adults) * 100)
  const cells = [each.chosen, each.fired, `${each.interrupted} of ${each.adults} (${share} %)`, not]
  const figures = [...cells, each.failed, `${each.p50.toFixed(2)} / ${each.p95.toFixed(2)}`]
  return `<tr><td>${html(`${each.service}/${each.rule}`)}<td>${html(each.hook)}<td>${bar(each)}${figures
    .map((figure) => `<td class="n">${html(String(figure))}`)
    .join('')}</tr>`
}

/** One bar of 100 units; cards beyond one a call are drawn as one. */
function bar({ chosen, cards }: RuleTally): string {
  const unit =
    chosen === 0 ? 0 : 100 / Math.max(chosen, cards.critical + cards.warning + cards.info)
  let from = 0
  const parts = INDICATORS.map((indicator) => {
    const width = cards[indicator] * unit
    const part = `<rect class="${indicator}" x="${from.toFixed(2)}" width="${width.toFixed(2)}" height="10"/>`
    from += width
    return part
  })
  const words = INDICATORS.map((indicator) => `${cards[indicator]} ${indicator}`).join(', ')
  return `<svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${words}">${parts.join('')}<rect class="silent" x="${from.toFixed(2)}" width="${(100 - from).toFixed(2)}" height="10"/></svg>`
}

function detailOf({ service, rule, hook, examples, notEvaluated }: RuleTally): string {
  if (examples.length === 0 && notEvaluated.size === 0) return ''
  const lines = [
    ...examples.map(({ chart, summary }) => `${chart}: ${summary}`),
    ...[...notEvaluated].map(([why, count]) => `${count} × not evaluated: ${why}`),
  ]
  return `<details><summary>${html(`${service}/${rule}`)} on ${html(hook)}</summary><ul>${lines
    .map((line) => `<li>${html(line)}`)
    .join('')}</ul></details>`
}
