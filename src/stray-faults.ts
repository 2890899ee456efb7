import type { Logger } from 'pino'
import { faultOf } from './engine/fault.ts'

/**
 * What is thrown where nobody waits for it. Node would end the process in the middle of its calls, and
 * write the message, which may hold patient data, to stderr (T22). A rejection is told and nothing more:
 * one call's, or a rule's with `workers: 0`. After an exception nobody knows what was left half done.
 *
 * @returns resolves at the first exception: what is in flight is to be finished, and the process ended
 */
export function strayFaults(log: Logger): Promise<void> {
  process.on('unhandledRejection', (reason) => {
    log.error(faultOf(reason), 'a rejection that nobody waits for')
  })
  return new Promise((resolve) => {
    process.on('uncaughtException', (error) => {
      log.fatal(faultOf(error), 'an exception that nobody waits for')
      resolve()
    })
  })
}
