import { useEffect, useState } from 'preact/hooks'
import { DataTable } from '../../look/data-table.tsx'
import { count, duration } from '../../look/format.ts'
import { Badge, type Tone } from '../../look/icon.tsx'
import { Notice } from '../../look/notice.tsx'
import * as api from './api.ts'
import { type Failure, failureOf } from './failure.ts'
import { FailureText } from './failure-text.tsx'
import { type HookCall, type Round, titleOfService } from './rounds.ts'
import { Tabs } from './tabs.tsx'
import type { Explanation, HookRequest, RuleAccount } from './wire.ts'

/** What went over the wire, and what each rule made of it. */
export function Behind({ round }: { readonly round: Round }) {
  return (
    <section class="panel" aria-labelledby="behind">
      <h3 id="behind">Behind the cards</h3>
      <div>
        {round.calls.map((call) => (
          <CallDetails key={call.service.id} call={call} />
        ))}
      </div>
    </section>
  )
}

const VIEWS = [
  { key: 'rules', label: 'Rules' },
  { key: 'request', label: 'Request' },
  { key: 'response', label: 'Response' },
] as const

function CallDetails({ call }: { readonly call: HookCall }) {
  const [open, setOpen] = useState(false)
  const [shown, setShown] = useState<(typeof VIEWS)[number]['key']>('rules')
  const { service, request, response, state, ms, failure } = call
  const said =
    state === 'answered' ? count(call.cards?.length ?? 0, 'card') : (failure?.message ?? 'failed')
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {titleOfService(service)}{' '}
        <span class="small quiet">
          {said}
          {ms !== undefined && ` · ${duration(ms)}`}
        </span>
      </summary>
      {open && (
        <Tabs
          name={`Behind ${titleOfService(service)}`}
          tabs={VIEWS}
          shown={shown}
          onShow={setShown}
        >
          {shown === 'rules' && request !== undefined && (
            <Rules service={service.id} request={request} />
          )}
          {shown === 'rules' && request === undefined && <p>Nothing was sent.</p>}
          {shown === 'request' && <Json value={request} />}
          {shown === 'response' && <Json value={response} />}
        </Tabs>
      )}
    </details>
  )
}

function Json({ value }: { readonly value: unknown }) {
  if (value === undefined) return <p>There is none.</p>
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <pre class="json" tabIndex={0}>
      {text}
    </pre>
  )
}

function Lines({ text }: { readonly text: string }) {
  return (
    <>
      {text.split('\n').map((line) => (
        <p key={line}>{line}</p>
      ))}
    </>
  )
}

const OUTCOMES: Readonly<Record<string, readonly [Tone, string]>> = {
  silent: ['good', 'Nothing to say'],
  'not-triggered': ['good', 'Not about this'],
  'not-evaluated': ['warning', 'Not checked'],
  failed: ['critical', 'Failed'],
  late: ['critical', 'Late'],
  suspended: ['critical', 'Suspended'],
}

function Outcome({ rule: { state, cards } }: { readonly rule: RuleAccount }) {
  const [tone, label] = OUTCOMES[state] ?? (['info', count(cards, 'card')] as const)
  return <Badge tone={tone} label={label} />
}

type Told = { readonly explanation: Explanation } | { readonly failure: Failure } | undefined

function Rules({ service, request }: { readonly service: string; readonly request: HookRequest }) {
  const [told, setTold] = useState<Told>()
  const ask = async () => {
    setTold(undefined)
    try {
      setTold({ explanation: await api.explain(service, request) })
    } catch (thrown) {
      setTold({ failure: failureOf(thrown) })
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew for another request only
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
  return (
    <DataTable
      caption={`${count(rules.length, 'rule')} in ${duration(ms)}`}
      columns={[
        { title: 'Rule' },
        { title: 'Outcome' },
        { title: 'Why' },
        { title: 'Time', numeric: true },
      ]}
      rows={rules.map((rule) => [
        rule.title,
        <Outcome key={rule.rule} rule={rule} />,
        <Lines key={rule.rule} text={rule.why} />,
        duration(rule.ms),
      ])}
    />
  )
}
