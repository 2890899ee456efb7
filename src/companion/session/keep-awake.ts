import { useEffect, useRef, useState } from 'preact/hooks'
import type { Api } from '../api/client.ts'
import type { Session } from '../api/contract.ts'
import { clock } from './clock.ts'
import { type IdleState, idleState } from './idle.ts'
import { throttle } from './throttle.ts'

const TELL_MS = 30_000
const LOOK_MS = 1000
// A click, not its beginning: the button that the warning holds must still be there for it.
const SIGNS = ['click', 'keydown', 'wheel', 'touchmove'] as const

/**
 * Watches over the session's time: what the user does here or in another tab of it keeps it awake, and
 * the service is told now and then.
 *
 * @returns where it stands, and what "stay" does
 */
export function useKeepAwake(session: Session, api: Api, onEnd: () => void) {
  const active = useRef(clock.now())
  const end = useRef(clock.now() + session.endsInSeconds * 1000)
  const stay = useRef<() => void>(() => undefined)
  const times = {
    idleSeconds: session.idleSeconds,
    endsAt: end.current,
  }
  const [state, setState] = useState<IdleState>(() =>
    idleState(clock.now(), { active: active.current, ...times }),
  )

  useEffect(() => {
    // A call that fails shows in what the user does next; a 401 ends the page by itself.
    const tell = throttle(() => void api.keepAwake().catch(() => undefined), TELL_MS, clock)
    const others = new BroadcastChannel('cardstock-companion')
    const look = () => {
      const now = idleState(clock.now(), { active: active.current, ...times })
      if (now.phase === 'ended') onEnd()
      // Awake looks the same every second: nothing to draw anew.
      else setState((before) => (now.phase === 'awake' && before.phase === 'awake' ? before : now))
    }
    const done = () => {
      // What woke the computer up may come before the timer: an end that is past stays one.
      if (idleState(clock.now(), { active: active.current, ...times }).phase === 'ended')
        return look()
      active.current = clock.now()
      tell.touch()
      others.postMessage(session.endsAt)
      look()
    }
    others.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data === session.endsAt) active.current = clock.now()
    }
    stay.current = done
    done()
    for (const sign of SIGNS) addEventListener(sign, done, { passive: true, capture: true })
    document.addEventListener('visibilitychange', look)
    const timer = setInterval(look, LOOK_MS)
    return () => {
      for (const sign of SIGNS) removeEventListener(sign, done, { capture: true })
      document.removeEventListener('visibilitychange', look)
      clearInterval(timer)
      tell.stop()
      others.close()
    }
  }, [session])

  return { state, stay: () => stay.current() }
}
