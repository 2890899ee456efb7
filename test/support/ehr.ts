import type { Page } from 'playwright-core'
import type { Card, Link } from '../../src/protocol/card.ts'
import { pageCall } from './smart-app.ts'
import { responseSchema } from './wire.ts'

const JSON_BODY = { 'content-type': 'application/json' }

/** What an EHR does around a card, at the sandbox's servers. */
export interface Ehr {
  /** The card of a patient-view service that begins so. */
  card(service: string, patient: string, summary: RegExp): Promise<Card>
  /** Presses a SMART link, as the page of an EHR does; without one it opens the app from its menu. */
  launch(page: Page, patient: string, link?: Link, more?: object): Promise<void>
  /** Resources of the patient's record. */
  record(patient: string, type: string): Promise<readonly Record<string, unknown>[]>
}

export function ehrAt(url: string): Ehr {
  const tokenFor = async (patient: string) => {
    const { body } = await pageCall(url, 'token', { patient })
    return body as { fhirServer: string; fhirAuthorization: { access_token: string } } // its contract
  }
  return {
    async card(service, patient, summary) {
      const request = {
        ...{ hook: 'patient-view', hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea' },
        context: { userId: 'Practitioner/sandbox-clinician', patientId: patient },
        ...(await tokenFor(patient)),
      }
      const init = { method: 'POST', headers: JSON_BODY, body: JSON.stringify(request) }
      const answer = await fetch(`${url}/cds-services/${service}`, init)
      const { cards } = responseSchema.parse(await answer.json())
      const found = cards.find((each) => summary.test(each.summary))
      if (found === undefined) throw new Error(`no such card: ${cards.map((each) => each.summary)}`)
      return found as Card // checked by the schema
    },
    async launch(page, patient, link, more = {}) {
      const { appContext, url: app = `${url}/app/launch` } = link ?? {}
      const context = { patient, ...(appContext === undefined ? {} : { appContext }), ...more }
      const { body } = await pageCall(url, 'launch', context)
      const query = new URLSearchParams({ iss: String(body.iss), launch: String(body.launch) })
      await page.goto(`${app}?${query}`)
    },
    async record(patient, type) {
      const { fhirServer, fhirAuthorization } = await tokenFor(patient)
      const headers = { authorization: `Bearer ${fhirAuthorization.access_token}` }
      const answer = await fetch(`${fhirServer}/${type}?patient=${patient}`, { headers })
      const { entry = [] } = (await answer.json()) as {
        entry?: { resource: Record<string, unknown> }[]
      }
      return entry.map(({ resource }) => resource)
    },
  }
}
