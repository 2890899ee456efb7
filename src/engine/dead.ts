import { isDeceased } from '../clinical/readers/patient.ts'
import type { Gathered } from './gather.ts'

/** Deceased patients get no cards. */
export function isDead(gathered: Gathered, now: Date): boolean {
  const view = gathered.view('patient')
  return view.state === 'known' && view.list[0] !== undefined && isDeceased(view.list[0], now)
}
