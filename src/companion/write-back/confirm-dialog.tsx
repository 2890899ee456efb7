import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { Button } from '../../look/button.tsx'
import { JsonText } from '../../look/json-text.tsx'
import { Notice } from '../../look/notice.tsx'
import type { Resource } from '../api/contract.ts'
import { linesOf } from './describe.ts'

interface Props {
  readonly title: string
  readonly writes: readonly { readonly description: string; readonly resource: Resource }[]
  readonly isWriting: boolean
  /** Why it is not known whether an earlier try arrived. */
  readonly doubt: string | undefined
  readonly onConfirm: () => void
  readonly onCancel: () => void
}

/** Shows all that will be written before it is. Escape cancels; focus comes back to the button. */
export function ConfirmDialog({ title, writes, isWriting, doubt, onConfirm, onCancel }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  // Open before the next key can be pressed: an Escape that comes at once must find it.
  useLayoutEffect(() => {
    const opener = document.activeElement
    const element = dialog.current
    element?.showModal()
    return () => {
      element?.close()
      if (opener instanceof HTMLElement) opener.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        if (!isWriting) onCancel()
      }}
      // A browser closes it on a second Escape whatever the page says.
      onClose={onCancel}
    >
      <h2 id={id}>{title}</h2>
      {doubt !== undefined && (
        <Notice
          tone="critical"
          title="Not known whether an earlier try was written. Look into the record first."
        >
          <p>{doubt}</p>
        </Notice>
      )}
      <p>This will be written to the patient’s record:</p>
      {writes.map(({ description, resource }) => (
        <Written key={description} description={description} resource={resource} />
      ))}
      <div class="row">
        <Button
          kind="primary"
          onPress={onConfirm}
          disabled={isWriting ? 'This is being written' : undefined}
        >
          {isWriting ? 'Writing …' : 'Write to the record'}
        </Button>
        <Button onPress={onCancel} disabled={isWriting ? 'This is being written' : undefined}>
          Cancel
        </Button>
      </div>
    </dialog>
  )
}

function Written({ description, resource }: { description: string; resource: Resource }) {
  return (
    <section class="written">
      <h3>
        {resource.resourceType}: {description}
      </h3>
      <dl class="facts">
        {linesOf(resource).map(({ label, text }) => (
          <div key={`${label} ${text}`}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>The whole resource</summary>
        <JsonText value={resource} />
      </details>
    </section>
  )
}
