import { useId, useState } from 'preact/hooks'
import type { Card } from '../protocol/card.ts'
import { Button } from './button.tsx'

type Reason = NonNullable<Card['overrideReasons']>[number]

/** Why a card is not followed: one of its reasons, own words, or both; nothing is forced (`FB-07`). */
export interface Override {
  readonly reason?: Reason
  readonly userComment?: string
}

export interface OverrideFormProps {
  readonly reasons: readonly Reason[]
  readonly onDismiss: (override: Override) => void
  readonly onCancel: () => void
}

export function OverrideForm({ reasons, onDismiss, onCancel }: OverrideFormProps) {
  const id = useId()
  const [reason, setReason] = useState<Reason>()
  const [comment, setComment] = useState('')
  const send = () => {
    const userComment = comment.trim()
    onDismiss({
      ...(reason === undefined ? {} : { reason }),
      ...(userComment === '' ? {} : { userComment }),
    })
  }
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {reasons.length > 0 && (
        <fieldset class="field">
          <legend>Why is this card not followed?</legend>
          {reasons.map((each) => (
            <label class="choice" key={`${each.system}|${each.code}`}>
              <input
                type="radio"
                name={id}
                checked={reason === each}
                onChange={() => setReason(each)}
              />
              {each.display ?? each.code}
            </label>
          ))}
        </fieldset>
      )}
      <div class="field">
        <label for={`${id}-comment`}>In your own words (optional)</label>
        <textarea
          id={`${id}-comment`}
          class="input"
          rows={2}
          // As much as is kept of any writing: 4 KiB of UTF-8.
          maxLength={1365}
          value={comment}
          onInput={(event) => setComment(event.currentTarget.value)}
        />
      </div>
      <div class="row">
        <button type="submit" class="button button-primary">
          Dismiss card
        </button>
        <Button onPress={onCancel}>Keep card</Button>
      </div>
    </form>
  )
}
