import { useEffect, useState } from 'preact/hooks'
import { DataTable } from '../../look/data-table.tsx'
import { count, duration } from '../../look/format.ts'
import { Badge, type Tone } from '../../look/icon.tsx'
import { Notice } from '../../look/notice.tsx'
import * as api from './api.ts'
import { renewed } from './ask.ts'
import { type Failure, failureOf } from './failure.ts'
import { FailureText } from './failure-text.tsx'
import { byWeight } from './rules.ts'
import type { Explanation, HookRequest, RuleAccount } from './wire.ts'

const COLUMNS = [
  { title: 'Rule' },
  { title: 'Outcome' },
  { title: 'Why' },
  { title: 'Time', numeric: true },
]

/** Silence is no colour: it says neither good nor bad. */
const OUTCOMES: Readonly<
  Record<Exclude<RuleAccount['state'], 'cards'>, readonly [Tone | undefined, string]>
> = {
  silent: [undefined, 'Nothing to say'],
  'not-triggered': [undefined, 'Not about this'],
  'not-evaluated': ['warning', 'Not checked'],
  failed: ['critical', 'Failed'],
  late: ['critical', 'Late'],
  suspended: ['critical', 'Suspended'],
}

type Told =
  | { readonly explanation: Explanation; readonly at: Date }
  | { readonly failure: Failure }
  | undefined

export interface RulesTableProps {
  readonly service: string
  readonly request: HookRequest
}

/** What every rule of a service made of a call: asked again, this time with its reasons. */
export function RulesTable({ service, request }: RulesTableProps) {
  const [told, setTold] = useState<Told>()
  const ask = async () => {
    setTold(undefined)
    try {
      const explanation = await api.explain(service, await renewed(request))
      setTold({ explanation, at: new Date() })
    } catch (thrown) {
      setTold({ failure: failureOf(thrown) })
    }
  }
  // Asked anew for another request only.
  useEffect(() => {
    ask()
  }, [service, request])
  if (told === undefined) return <p>Asking why …</p>
  if ('failure' in told)
    return (
      <Notice tone="critical" title="The rules could not be asked" onRetry={ask}>
        <FailureText failure={told.failure} />
      </Notice>
    )
  const { rules, ms } = told.explanation
  const at = told.at.toTimeString().slice(0, 5)
  return (
    <DataTable
      caption={`${count(rules.length, 'rule')} in ${duration(ms)}, asked again at ${at}`}
      columns={COLUMNS}
      rows={byWeight(rules).map((rule) => [
        rule.title,
        <Outcome key={rule.rule} rule={rule} />,
        <Why key={rule.rule} text={rule.why} />,
        duration(rule.ms),
      ])}
    />
  )
}

function Outcome({ rule: { state, cards } }: { readonly rule: RuleAccount }) {
  const [tone, label] =
    state === 'cards' ? (['info', count(cards, 'card')] as const) : OUTCOMES[state]
  return tone === undefined ? <>{label}</> : <Badge tone={tone} label={label} />
}

/** One reason in sight; where there are several, the others behind it. */
function Why({ text }: { readonly text: string }) {
  const [first, ...others] = text.split('\n')
  if (others.length === 0) return <>{first}</>
  return (
    <details class="points">
      <summary>{count(others.length + 1, 'possible reason')}</summary>
      <ul>
        {[first, ...others].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  )
}
