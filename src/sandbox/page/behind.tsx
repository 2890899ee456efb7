import { useState } from 'preact/hooks'
import { count, duration } from '../../look/format.ts'
import { JsonText } from '../../look/json-text.tsx'
import { type HookCall, type Round, titleOfService } from './rounds.ts'
import { RulesTable } from './rules-table.tsx'
import { Tabs } from './tabs.tsx'

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
            <RulesTable service={service.id} request={request} />
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
  return value === undefined ? <p>There is none.</p> : <JsonText value={value} />
}
