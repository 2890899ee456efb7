import type { Request, Response } from 'express'
import { CdsError } from '../errors.ts'

/** Refuses every other method and says which there are (`DISC-12`, threat T27). */
export function only(methods: string) {
  return (_request: Request<object>, response: Response): void => {
    response.set('allow', methods)
    throw new CdsError('CDS_METHOD_UNSUPPORTED', [{ remedy: `This address takes ${methods}.` }])
  }
}
