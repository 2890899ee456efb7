import type { OwnSession } from '../api/contract.ts'

/** A session in a line: which browser, since when, and whether somebody is at work in it. */
export function sessionWords({ isThis, beganAt, idleSeconds }: OwnSession): string {
  const since = new Date(beganAt).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
  })
  if (isThis) return `This browser, since ${since}`
  const minutes = Math.floor(idleSeconds / 60)
  const used =
    minutes === 0 ? 'in use' : `last used ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`
  return `Another browser or window, since ${since}, ${used}`
}
