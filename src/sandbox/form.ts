import express, { type Request, type RequestHandler } from 'express'

/** Reads a form as text, so that names which stand several times stay several. */
export const formText: RequestHandler = express.text({
  type: 'application/x-www-form-urlencoded',
  limit: 64 * 1024,
})

/** The query as it was sent; a question mark in it is one more character. */
export function queryOf({ originalUrl }: Request<object>): URLSearchParams {
  const mark = originalUrl.indexOf('?')
  return new URLSearchParams(mark === -1 ? '' : originalUrl.slice(mark))
}
