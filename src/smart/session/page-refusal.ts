import type { Request, Response } from 'express'
import { CdsError } from '../../errors.ts'
import { auditTrail, isOnTrail, noteAudit } from '../../http/audit.ts'
import type { HttpContext } from '../../http/context.ts'

/** Makes the error; what it is thrown for is in the trail then. */
export type PageRefusal = (request: Request, response: Response, remedy: string) => CdsError

/**
 * The refusal of a call that is not of the app's own page. Calls that leave no record when all is well,
 * as a page makes every minute, leave one here: somebody tries to get round a control (ASVS 16.3.3). It
 * is of nobody, whatever cookie came with it, so that a flood is counted (T8).
 */
export function pageRefusal(context: HttpContext): PageRefusal {
  const record = auditTrail(context, 'other')
  return (request, response, remedy) => {
    if (!isOnTrail(response)) record(request, response, () => undefined)
    noteAudit(response, { client: null })
    return new CdsError('CDS_PAGE_REFUSED', [{ remedy }])
  }
}
