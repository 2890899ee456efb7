import { useState } from 'preact/hooks'
import { Button } from '../../look/button.tsx'
import { Notice } from '../../look/notice.tsx'
import { Panel } from '../../look/panel.tsx'
import { openChart, start } from './acts.ts'
import * as api from './api.ts'
import { Failure, failureOf } from './failure.ts'
import { FailureText } from './failure-text.tsx'
import type { Store } from './store.ts'

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    const points = thrown instanceof Error ? [thrown.message] : []
    throw new Failure('This is not JSON', { points })
  }
}

/** A patient of one's own, as a FHIR Bundle: pasted, or from a file. */
export function OwnPatient({ store }: { readonly store: Store }) {
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<Failure>()
  const add = async () => {
    setFailure(undefined)
    try {
      const id = await api.addPatient(parsed(text))
      if (await start(store)) openChart(store, id)
    } catch (thrown) {
      setFailure(failureOf(thrown))
    }
  }
  const read = async (file: File | undefined) => {
    setFailure(undefined)
    try {
      setText((await file?.text()) ?? '')
    } catch (thrown) {
      setText('')
      setFailure(
        new Failure('This file could not be read', {
          points: [failureOf(thrown).message],
          cause: thrown,
        }),
      )
    }
  }
  return (
    <Panel title="Your own patient" id="own">
      <p>
        Paste a FHIR R4 Bundle with one Patient and what belongs to it, or choose a file. It stays
        in this service’s memory until you reset the sandbox or stop the service.
      </p>
      <div class="field">
        <label for="own-file">Bundle as a JSON file</label>
        <input
          id="own-file"
          class="input"
          type="file"
          accept=".json,application/json,application/fhir+json"
          onChange={(event) => read(event.currentTarget.files?.[0])}
        />
      </div>
      <div class="field">
        <label for="own-text">Bundle as text</label>
        <textarea
          id="own-text"
          class="input code"
          rows={6}
          spellcheck={false}
          value={text}
          placeholder={'{ "resourceType": "Bundle", "entry": [ … ] }'}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <div role="alert">
        {failure && (
          <Notice tone="critical" title="This Bundle was not taken">
            <FailureText failure={failure} />
          </Notice>
        )}
      </div>
      <div class="row">
        <Button
          disabled={text.trim() === '' ? 'Paste a Bundle or choose a file first' : undefined}
          onPress={add}
        >
          Add this patient
        </Button>
      </div>
    </Panel>
  )
}
