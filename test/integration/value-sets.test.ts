import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { MAIN, serve, stop } from '../support/serve.ts'

const LOCAL = 'urn:example:local'
const folder = (files: Readonly<Record<string, unknown>>): string => {
  const home = mkdtempSync(join(tmpdir(), 'cardstock-sets-'))
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(home, name), typeof content === 'string' ? content : JSON.stringify(content))
  return home
}
const listed = (...codes: readonly string[]) => ({
  resourceType: 'ValueSet',
  compose: { include: [{ system: LOCAL, concept: codes.map((code) => ({ code })) }] },
})
const expanded = (...codes: readonly string[]) => ({
  resourceType: 'ValueSet',
  expansion: {
    contains: [{ abstract: true, contains: codes.map((code) => ({ system: LOCAL, code })) }],
  },
})

const view = (system: string, code: string) => ({
  hook: 'patient-view',
  hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10',
  context: { userId: 'Practitioner/p1', patientId: 'pat1' },
  prefetch: {
    patient: { resourceType: 'Patient', id: 'pat1', gender: 'male', birthDate: '1940-01-01' },
    conditions: {
      resourceType: 'Bundle',
      entry: [
        {
          resource: {
            resourceType: 'Condition',
            subject: { reference: 'Patient/pat1' },
            code: { coding: [{ system, code }] },
          },
        },
      ],
    },
    medications: null,
  },
})

describe('a site’s value sets take the place of code groups', () => {
  test.each([0, 1])('in queries and in rules, with %d workers', async (workers) => {
    const sets = folder({
      'atrial-fibrillation.json': expanded('AF'),
      'hba1c.json': listed('GLYC-1', 'GLYC-2'),
    })
    const serving = await serve(`workers: ${workers}`, { env: { CARDSTOCK_VALUE_SETS: sets } })
    const summaries = async (system: string, code: string) => {
      const answer = await fetch(`${serving.url}/cds-services/cardiometabolic-risk`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(view(system, code)),
      })
      const { cards } = (await answer.json()) as { cards: { summary: string }[] }
      return cards.map(({ summary }) => summary.split(',')[0])
    }
    expect(await summaries(LOCAL, 'AF')).toContain('Atrial fibrillation')
    expect(await summaries('http://snomed.info/sct', '49436004')).not.toContain(
      'Atrial fibrillation',
    )
    const { services } = (await (await fetch(`${serving.url}/cds-services`)).json()) as {
      services: { id: string; prefetch: Record<string, string> }[]
    }
    const found = services.find(({ id }) => id === 'cardiometabolic-risk')
    expect(found?.prefetch.hba1c).toBe(
      `Observation?patient={{context.patientId}}&code=${LOCAL}|GLYC-1,${LOCAL}|GLYC-2&_sort=-date&_count=5`,
    )
    expect(await stop(serving)).toBe(0)
  })

  test.each([
    ['names no group', { 'atrial-fibrilation.json': listed('AF') }, /no code group has this name/],
    ['has no codes', { 'hba1c.json': expanded() }, /has no codes/],
    [
      'is not expanded',
      {
        'hba1c.json': {
          resourceType: 'ValueSet',
          compose: { include: [{ system: LOCAL, filter: [] }] },
        },
      },
      /expand it first/,
    ],
    [
      'is another resource',
      { 'hba1c.json': { resourceType: 'CodeSystem' } },
      /is no FHIR ValueSet/,
    ],
    ['is no JSON', { 'hba1c.json': '{' }, /is not JSON/],
  ])('a file that %s is named, and nothing starts', (_, files, message) => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'check'], {
      env: { ...process.env, CARDSTOCK_VALUE_SETS: folder(files) },
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr).toContain('.json')
  })

  test('a folder without files changes nothing', () => {
    const env = { ...process.env, CARDSTOCK_VALUE_SETS: folder({}) }
    expect(execFileSync(process.execPath, [MAIN, '--help'], { env, encoding: 'utf8' })).toContain(
      'Cardstock',
    )
  })
})
