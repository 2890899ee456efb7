import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { judged } from '../support/audit-dependencies.ts'

const SCRIPT = fileURLToPath(new URL('../support/audit-dependencies.ts', import.meta.url))
const BULK = '/-/npm/v1/security/advisories/bulk'

type Answer = (response: ServerResponse) => void
const json = (value: unknown) => (response: ServerResponse) =>
  void response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
const ADVISORY = {
  id: 4711,
  url: 'https://registry.example/advisories/4711',
  title: 'Made up',
  severity: 'high',
  vulnerable_versions: '>=5',
  cwe: [],
  cvss: { score: 0, vectorString: null },
}

/** Runs the script, by npm, against a registry on this machine that answers the audit so. */
async function audited(answer: Answer) {
  const asked: string[] = []
  const bodies: string[] = []
  const registry = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (request.url === BULK) {
      bodies.push(gunzipSync(Buffer.concat(chunks)).toString())
      answer(response)
    } else json({ name: 'express', versions: { '5.3.0': { version: '5.3.0' } } })(response)
  })
  registry.listen(0, '127.0.0.1')
  await once(registry, 'listening')
  const address = registry.address()
  const port = typeof address === 'object' ? address?.port : 0
  const cache = mkdtempSync(join(tmpdir(), 'cardstock-npm-'))
  const options = [`--registry=http://127.0.0.1:${port}`, `--cache=${cache}`, '--fetch-retries=0']
  const env = { ...process.env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' }
  try {
    const child = spawn(process.execPath, [SCRIPT, ...options], { env })
    const [out, said, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    return { code, out, said, asked, bodies }
  } finally {
    registry.closeAllConnections()
    registry.close()
  }
}

describe('T29 npm run audit:dependencies', () => {
  test('asks about what ships, and nothing else', async () => {
    const { code, out, said, asked, bodies } = await audited(json({}))
    expect({ code, out, said }).toEqual({
      code: 0,
      out: 'No known findings in what ships.\n',
      said: '',
    })
    expect(asked).toEqual([`POST ${BULK}`])
    const packages = JSON.parse(bodies.join(''))
    expect(packages.express).toEqual(['5.3.0'])
    expect(Object.keys(packages)).not.toContain('jest')
  })

  test('a high finding is told, with exit code 1', async () => {
    const { code, out, said } = await audited(json({ express: [ADVISORY] }))
    expect({ code, out, said }).toEqual({
      code: 1,
      out: '',
      said: `Known findings in 1 package:
  high: express (Made up https://registry.example/advisories/4711)
`,
    })
  })

  test('a registry that refuses the question is not taken for one that knows nothing: exit code 2', async () => {
    const refusal: Answer = (response) => void response.writeHead(405).end('{"error":"not here"}')
    const { code, out, said } = await audited(refusal)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(said).toMatch(/^Could not ask for known findings: 405 Method Not Allowed - POST .*bulk/)
  })

  test.each([
    ['critical', 1, 'Known findings in 1 package:'],
    ['moderate', 0, 'Known findings in 1 package, none high:'],
    ['low', 0, 'Known findings in 1 package, none high:'],
  ])('a %s finding: exit code %i', (severity, code, head) => {
    const vulnerabilities = { qs: { name: 'qs', severity, via: ['express'] } }
    const printed = JSON.stringify({ auditReportVersion: 2, vulnerabilities })
    expect(judged(printed)).toEqual({ code, text: `${head}\n  ${severity}: qs (through express)` })
  })

  test.each([
    ['', 'npm error network', 'npm error network'],
    ['', '', 'no answer'],
    ['<p>Log in</p>', '', 'no answer'],
    ['null', '', 'no answer'],
    ['{"error":{"summary":"ENOTFOUND"}}', '', 'ENOTFOUND'],
    ['{"auditReportVersion":3,"vulnerabilities":{}}', '', 'no answer'],
    ['{"auditReportVersion":2,"vulnerabilities":null}', '', 'no answer'],
  ])(
    'what npm prints that is no report is no finding and no all clear: %j',
    (printed, complaint, why) => {
      expect(judged(printed, complaint)).toEqual({
        code: 2,
        text: `Could not ask for known findings: ${why}`,
      })
    },
  )
})
