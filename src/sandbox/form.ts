import express, { type RequestHandler } from 'express'

/** Reads a form as text, so that names which stand several times stay several. */
export const formText: RequestHandler = express.text({
  type: 'application/x-www-form-urlencoded',
  limit: 64 * 1024,
})
