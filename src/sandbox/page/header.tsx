import { useState } from 'preact/hooks'
import { Button } from '../../look/button.tsx'
import { closeChart, start } from './acts.ts'
import * as api from './api.ts'
import { failureOf } from './failure.ts'
import type { Store } from './store.ts'

/** The name of the page, and the way back to how it was at the start. */
export function Header({ store }: { readonly store: Store }) {
  const [asked, setAsked] = useState(false)
  const [told, setTold] = useState('')
  const reset = async () => {
    setAsked(false)
    setTold('Resetting …')
    try {
      await api.reset()
      closeChart(store)
      const isReady = await start(store)
      setTold(
        isReady
          ? 'Everything is as at the start.'
          : 'Reset, but the patients could not be loaded again.',
      )
    } catch (thrown) {
      setTold(`Not reset: ${failureOf(thrown).message}`)
    }
  }
  return (
    <header class="top">
      <p class="top-name">
        <a href="../">Cardstock</a> sandbox
      </p>
      <p role="status" class="small quiet top-told">
        {told}
      </p>
      <div class="row">
        {asked ? (
          <>
            <Button onPress={reset}>Really reset</Button>
            <Button kind="plain" onPress={() => setAsked(false)}>
              Keep
            </Button>
          </>
        ) : (
          <Button
            kind="plain"
            label="Reset the sandbox: drops own patients and everything written"
            onPress={() => setAsked(true)}
          >
            Reset
          </Button>
        )}
      </div>
    </header>
  )
}
