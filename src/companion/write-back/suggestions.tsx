import { useState } from 'preact/hooks'
import type { Api } from '../api/client.ts'
import type { Card, Session } from '../api/contract.ts'
import { SuggestionView } from './suggestion-view.tsx'

interface Props {
  readonly card: Card
  readonly session: Session
  readonly api: Api
}

/** A card's suggestions; where only one may be taken, the others say so once it is. */
export function Suggestions({ card, session, api }: Props) {
  const [taken, setTaken] = useState<string>()
  const { suggestions = [], selectionBehavior } = card
  if (suggestions.length === 0) return null
  return (
    <div class="stack">
      {suggestions.map((suggestion) => (
        <SuggestionView
          key={suggestion.uuid}
          suggestion={suggestion}
          session={session}
          api={api}
          isPassedOver={
            selectionBehavior !== 'any' && taken !== undefined && taken !== suggestion.uuid
          }
          onTaken={() => setTaken(suggestion.uuid)}
        />
      ))}
    </div>
  )
}
