import { Button } from '../../look/button.tsx'
import { count } from '../../look/format.ts'
import { Badge } from '../../look/icon.tsx'
import { Panel } from '../../look/panel.tsx'
import { addOrder, removeOrder } from './acts.ts'
import type { ChartProps } from './chart-view.tsx'
import { Composer } from './composer.tsx'
import { type Draft, doseOf, titleOf } from './orders.ts'
import { isSettled } from './rounds.ts'
import { sign, signNow } from './sign.ts'
import type { State } from './state.ts'
import type { Store } from './store.ts'
import { keepDrafts } from './writing.ts'

/** Writing orders: ready-made ones, any by name, and signing. */
export function OrdersPanel({ store, state, patient }: ChartProps) {
  const { drafts, signed } = state
  return (
    <Panel title="Orders">
      {patient.orders.length > 0 && (
        <div class="stack-tight">
          <h3>Ready to order</h3>
          <ul class="offers">
            {patient.orders.map(({ title, resource }) => (
              <li key={title}>
                <Button label={`Order ${title}`} onPress={() => addOrder(store, resource)}>
                  <span aria-hidden="true">+</span> {title}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Composer store={store} start={state.start} />
      <div class="stack-tight">
        <h3 id="orders" tabIndex={-1}>
          This session
        </h3>
        {drafts.length + signed.length === 0 && <p class="quiet">No orders written yet.</p>}
        <ul class="orders">
          {signed.map((draft) => (
            <OrderItem key={draft.id} draft={draft} />
          ))}
          {drafts.map((draft) => (
            <OrderItem key={draft.id} draft={draft} onRemove={() => removeOrder(store, draft.id)} />
          ))}
        </ul>
        {drafts.length > 0 && <Signing store={store} state={state} />}
      </div>
    </Panel>
  )
}

interface OrderItemProps {
  readonly draft: Draft
  /** Where it can still be taken back. */
  readonly onRemove?: () => void
}

function OrderItem({ draft: { resource }, onRemove }: OrderItemProps) {
  const title = titleOf(resource)
  const dose = doseOf(resource)
  return (
    <li class="order">
      <div>
        <strong>{title}</strong>
        {dose !== undefined && <p class="small quiet">{dose}</p>}
      </div>
      {onRemove === undefined ? (
        <Badge tone="good" label="Signed" />
      ) : (
        <Button kind="plain" label={`Remove ${title}`} onPress={onRemove}>
          Remove
        </Button>
      )}
    </li>
  )
}

function Signing({ store, state }: { readonly store: Store; readonly state: State }) {
  const { phase, drafts, rounds } = state
  if (phase === 'writing')
    return (
      <div class="row">
        <Button kind="primary" onPress={() => sign(store)}>
          Sign {count(drafts.length, 'order')}
        </Button>
      </div>
    )
  const checked = rounds.orders !== undefined && isSettled(rounds.orders)
  return (
    <div class="row">
      <Button
        kind="primary"
        disabled={checked ? undefined : 'The services are still being asked'}
        onPress={() => signNow(store)}
      >
        Sign anyway
      </Button>
      <Button onPress={() => keepDrafts(store)}>Keep as drafts</Button>
    </div>
  )
}
