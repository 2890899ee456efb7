/** The settings of the environment; what each means is in the README's table. */
export const ENVIRONMENT = [
  'HOST',
  'PORT',
  'CARDSTOCK_CONFIG',
  'CARDSTOCK_DATA',
  'CARDSTOCK_SECRET',
  'CARDSTOCK_SECRET_NEXT',
  'CARDSTOCK_SERVICES',
  'CARDSTOCK_VALUE_SETS',
  'LOG_LEVEL',
] as const

const OURS = 'CARDSTOCK_'
/** What Kubernetes tells containers of a service named `cardstock`, or `cardstock-…`: none of them ours. */
const OF_KUBERNETES = /_SERVICE_(?:HOST|PORT)|_PORT_\d/
const IS_PORT_OF_KUBERNETES = /^(?:tcp|udp|sctp):\/\//

/**
 * Says of the first variable with our prefix that is no setting what was probably meant: a misspelt one
 * must not pass unnoticed (threat T30). Never quotes a value.
 *
 * @param inFile the settings of the configuration file, which are looked for here by mistake
 * @param named variables that the configuration names itself
 */
export function strayVariable(
  env: Readonly<Record<string, string | undefined>>,
  inFile: readonly string[],
  named: readonly string[],
): string | undefined {
  const known: readonly string[] = [...ENVIRONMENT, ...named]
  const stray = Object.keys(env).find(
    (name) => name.startsWith(OURS) && !known.includes(name) && !isOfKubernetes(name, env[name]),
  )
  if (stray === undefined) return undefined
  const meant = [
    ...ENVIRONMENT.map((name) => ({ name, as: name.replace(OURS, ''), where: '' })),
    ...inFile.map((name) => ({
      name,
      as: name.replace(/[A-Z]/g, '_$&').toUpperCase(),
      where: ', of the configuration file',
    })),
  ]
  const said = stray.slice(OURS.length)
  const nearest = meant.reduce((best, each) =>
    changes(said, each.as) < changes(said, best.as) ? each : best,
  )
  return `${stray} is no setting; did you mean ${nearest.name}${nearest.where}? Of the environment there are ${ENVIRONMENT.join(', ')}`
}

/** Says it where Node is told to check no certificates: tokens and charts would go to whoever stands in between. */
export function untrusting(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env.NODE_TLS_REJECT_UNAUTHORIZED === '0'
    ? 'NODE_TLS_REJECT_UNAUTHORIZED is "0": take it away, and name your own authority in NODE_EXTRA_CA_CERTS'
    : undefined
}

function isOfKubernetes(name: string, value = ''): boolean {
  return OF_KUBERNETES.test(name) || (name.endsWith('_PORT') && IS_PORT_OF_KUBERNETES.test(value))
}

/** How many letters have to be put in, taken out or changed (Levenshtein's distance). */
function changes(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_each, index) => index)
  for (const [done, letter] of [...one].entries()) {
    const next = [done + 1]
    for (const [index, against] of [...other].entries()) {
      const [left = 0, above = 0, across = 0] = [next[index], row[index + 1], row[index]]
      next.push(Math.min(left + 1, above + 1, across + (letter === against ? 0 : 1)))
    }
    row = next
  }
  return row[other.length] ?? 0
}
