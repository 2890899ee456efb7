import { useEffect, useRef } from 'preact/hooks'
import type { Ending } from './state.ts'

const TITLES: Readonly<Record<Ending, string>> = {
  expired: 'Your session has ended',
  leaving: 'You are being logged out',
  'logged-out': 'You are logged out',
  'logged-out-here': 'You are logged out on this page',
}
const WORDS: Readonly<Record<Ending, string>> = {
  expired: 'Nothing was done for too long, or the session was ended elsewhere.',
  leaving: 'The service is being told.',
  'logged-out': 'The session has ended here and at the service.',
  'logged-out-here':
    'The service could not be told; there the session ends by itself within minutes. Close this window if others use this computer.',
}

/** The end of a session: nothing of the chart is left on the page. */
export function Ended({ ending }: { readonly ending: Ending }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <main class="alone panel">
      <h1 ref={heading} tabIndex={-1}>
        {TITLES[ending]}
      </h1>
      <p role="status">{WORDS[ending]}</p>
      <p>All that this page showed of the patient has been removed.</p>
      <p>To come back, open the app again from the patient’s chart, by the link on the card.</p>
    </main>
  )
}
