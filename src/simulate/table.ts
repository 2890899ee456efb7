import type { RuleTally } from './tally.ts'

const HEADS = [
  ...['service', 'rule', 'hook', 'chosen', 'evaluated', 'fired', 'critical', 'warning', 'info'],
  ...['not evaluated', 'failed', 'p50 ms', 'p95 ms'],
]

/** The report for a terminal: one line per rule, then why rules were not evaluated. */
export function tableText(tallies: readonly RuleTally[]): string {
  const rows = tallies.map((each) => [
    ...[each.service, each.rule, each.hook],
    ...[each.chosen, each.evaluated, each.fired].map(String),
    ...[each.cards.critical, each.cards.warning, each.cards.info].map(String),
    String([...each.notEvaluated.values()].reduce((sum, count) => sum + count, 0)),
    ...[String(each.failed), each.p50.toFixed(2), each.p95.toFixed(2)],
  ])
  const widths = HEADS.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  const why = tallies.flatMap(({ service, rule, hook, notEvaluated }) =>
    [...notEvaluated].map(
      ([reason, count]) => `${service}/${rule} on ${hook}: ${count} × not evaluated: ${reason}`,
    ),
  )
  return `${[line(HEADS), ...rows.map(line), ...(why.length > 0 ? ['', ...why] : [])].join('\n')}\n`
}
