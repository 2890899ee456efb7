import type { Request, Response } from 'express'
import { CdsError } from '../errors.ts'
import { answerOptions } from './cors.ts'

/**
 * Stands behind the handlers of an address: answers OPTIONS, and refuses every other method, with what the
 * address takes (`CORS-02`, `DISC-12`, threat T27).
 */
export function only(methods: string) {
  return (request: Request<object>, response: Response): void => {
    if (request.method === 'OPTIONS') {
      answerOptions(response, methods)
      return
    }
    response.set('allow', methods)
    throw new CdsError('CDS_METHOD_UNSUPPORTED', [{ remedy: `This address takes ${methods}.` }])
  }
}
