import type { Response } from 'express'
import { html } from '../../html.ts'

/** A page for a person whose launch went no further: what happened, and what to do. */
export interface Message {
  readonly status: number
  readonly title: string
  readonly text: string
  readonly remedy: string
}

/** A way on, which somebody has to choose. */
export interface WayOn {
  readonly href: string
  readonly text: string
}

/** Sends it. Nothing of the request stands in it; it may stand where the app itself may. */
export function sendMessage(
  response: Response,
  { status, title, text, remedy }: Message,
  frameAncestors: readonly string[] = [],
  wayOn?: WayOn,
): void {
  const link =
    wayOn === undefined ? '' : `\n<p><a href="${html(wayOn.href)}">${html(wayOn.text)}</a></p>`
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
<title>${html(title)}</title></head>
<body><main><h1>${html(title)}</h1>
<p>${html(text)}</p>
<p>${html(remedy)}</p>${link}</main></body></html>
`)
}

/** As CSP writes it. */
export function ancestors(origins: readonly string[]): string {
  return origins.length === 0 ? "'none'" : origins.join(' ')
}
