import { httpAddress } from '../address.ts'
import type { Config } from '../config.ts'
import type { Registry } from '../engine/registry.ts'
import { isOpenMode } from '../open-mode.ts'

/** What a person reads at the start: what is loaded, at which address, and a line to try it with. */
export function welcome(registry: Registry, config: Config, base: string): string {
  const lines = [...registry.values()].flatMap(({ service, hooks, rules }) => [
    `  ${service.id}  (${[...hooks.keys()].join(', ')})`,
    ...rules.map(({ rule }) => `    - ${rule.id} ${rule.version}`),
  ])
  const here = httpAddress(config.host, config.port)
  return `
Cardstock is listening on ${here}${here === base ? '' : `\nClients call it ${base}`}
${whoIsAnswered(config)}

${lines.join('\n')}

A page for people:   ${base}/${isOpenMode(config) ? `\nSee it in a sandbox: ${base}/sandbox/` : ''}
For an EHR:          ${base}/cds-services
${isOpenMode(config) ? tryIt(registry, config, base) : ''}
`
}

function whoIsAnswered(config: Config): string {
  const { clients, discovery } = config
  if (isOpenMode(config))
    return 'OPEN MODE: no clients are configured, so only this machine is answered.'
  const names = clients.map(({ id }) => id).join(', ')
  return `Answers ${names}, with a token (JWT) per call; discovery is ${discovery}.`
}

/** The shipped service that the request of the line is made for. */
const TRIED = 'cardiometabolic-risk'

function tryIt(registry: Registry, { services }: Config, base: string): string {
  if (!registry.has(TRIED) || services[TRIED] === 'off') return ''
  return `Try it:
  curl -s ${base}/cds-services/${TRIED} -H 'content-type: application/json' -d @test/support/requests/patient-view.json
`
}
