import { readFileSync } from 'node:fs'
import type { Request, Response } from 'express'
import { isOpenMode } from '../open-mode.ts'
import { type HttpContext, isDiscoveryOpen } from './context.ts'
import { homePage } from './home-page.ts'

/** `GET /`: what is loaded, for a person in a browser. */
export function homeRoute(context: HttpContext) {
  const { registry, config } = context
  return (_request: Request, response: Response): void => {
    // What discovery does not tell a stranger, this page does not either.
    const services = [...registry.values()].filter(
      ({ service }) => isDiscoveryOpen(context) && config.services[service.id] !== 'off',
    )
    response
      .set('content-type', 'text/html; charset=utf-8')
      .set(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      )
      .set('x-content-type-options', 'nosniff')
      .set('referrer-policy', 'no-referrer')
      .send(
        homePage(services, {
          publicUrl: config.publicUrl,
          counts: context.store.counts(),
          open: context.isOpen(),
          sandbox: isOpenMode(config),
        }),
      )
  }
}

/** `GET /openapi.yaml`: the description of this interface. */
export function openApiRoute() {
  const text = readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8')
  return (_request: Request, response: Response): void => {
    response.set('content-type', 'application/yaml; charset=utf-8').send(text)
  }
}
