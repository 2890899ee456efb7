import type { Response } from 'express'

/** A page for a person whose launch went no further: what happened, and what to do. */
export interface Message {
  readonly status: number
  readonly title: string
  readonly text: string
  readonly remedy: string
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (each) => ESCAPES[each] ?? '')

/** Sends it. Nothing of the request stands in it; it may stand where the app itself may. */
export function sendMessage(
  response: Response,
  { status, title, text, remedy }: Message,
  frameAncestors: readonly string[] = [],
): void {
  response
    .status(status)
    .set('content-type', 'text/html; charset=utf-8')
    .set('cache-control', 'no-store')
    .set(
      'content-security-policy',
      `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors ${ancestors(frameAncestors)}`,
    )
    .send(`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title></head>
<body><main><h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
<p>${escaped(remedy)}</p></main></body></html>
`)
}

/** As CSP writes it. */
export function ancestors(origins: readonly string[]): string {
  return origins.length === 0 ? "'none'" : origins.join(' ')
}
