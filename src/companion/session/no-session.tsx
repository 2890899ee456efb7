import { Notice } from '../../look/notice.tsx'
import type { Api } from '../api/client.ts'
import { useLoad } from '../panels/use-load.ts'

/** How to open the app, where it was opened without a session. */
export function NoSession({ api }: { readonly api: Api }) {
  const found = useLoad(() => api.clients(), [])
  return (
    <main class="alone panel">
      <h1>No patient is open</h1>
      <p>
        This app shows the figures behind a decision-support card. Open it from a patient’s chart:
        the card that speaks of a score has a link to it.
      </p>
      {found.state === 'failed' && (
        <Notice tone="warning" title={found.why} onRetry={found.retry} />
      )}
      {found.state === 'ready' && found.value.length > 0 && <Clients clients={found.value} />}
    </main>
  )
}

function Clients({ clients }: { clients: readonly { id: string; title: string }[] }) {
  return (
    <>
      <h2>Or choose a patient yourself</h2>
      <p>Sign in at the record’s system, and choose there:</p>
      <ul class="plain-list">
        {clients.map(({ id, title }) => (
          <li key={id}>
            <a class="button" href={`launch?client=${encodeURIComponent(id)}`}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}
