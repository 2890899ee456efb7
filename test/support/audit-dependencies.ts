import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import { argv, env, execPath, stderr, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'

/** What the answer of the registry means, and the exit code that says so. */
export interface Audit {
  readonly code: 0 | 1 | 2
  readonly text: string
}

interface Finding {
  readonly name: string
  readonly severity: string
  /** Advisories, or names of packages through which it is reached. */
  readonly via?: readonly (string | { readonly title?: string; readonly url?: string })[]
}

/** From here on a finding holds up a release (`SECURITY.md`). */
const SERIOUS = ['high', 'critical']
/** npm itself tries again; whoever has not answered by then does not. */
const TIMEOUT_MS = 180_000

/**
 * Asks the registry for known findings in what ships. `npm audit` exits with 1 both where there are
 * some and where it could not ask, which must not be taken for each other: a registry that refuses the
 * question (405) says nothing about packages.
 */
export function auditDependencies(args: readonly string[] = []): Audit {
  const { npm_execpath: npm = '' } = env
  const [command, ...first] =
    basename(npm) === 'npm-cli.js' ? ([execPath, npm] as const) : (['npm'] as const)
  const asked = ['audit', '--omit=dev', '--audit-level=high', '--package-lock-only', '--json']
  const { stdout, stderr, error } = spawnSync(command, [...first, ...asked, ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  })
  return error === undefined ? judged(stdout, stderr) : unasked(error.message)
}

/** Judges what `npm audit --json` printed. */
export function judged(printed: string, complaint = ''): Audit {
  const answer = parsed(printed)
  const { vulnerabilities } = answer
  if (answer.auditReportVersion !== 2 || vulnerabilities == null)
    return unasked(answer.message || answer.error?.summary || complaint.trim() || 'no answer')
  const findings = Object.values(vulnerabilities)
  const isFound = findings.some(({ severity }) => SERIOUS.includes(severity))
  const count = findings.length === 1 ? '1 package' : `${findings.length} packages`
  const lines = findings.map(lineOf)
  if (isFound) return { code: 1, text: [`Known findings in ${count}:`, ...lines].join('\n') }
  return findings.length === 0
    ? { code: 0, text: 'No known findings in what ships.' }
    : { code: 0, text: [`Known findings in ${count}, none high:`, ...lines].join('\n') }
}

interface Answer {
  readonly auditReportVersion?: number
  readonly vulnerabilities?: Readonly<Record<string, Finding>>
  readonly message?: string
  readonly error?: { readonly summary?: string }
}

function parsed(printed: string): Answer {
  try {
    return JSON.parse(printed) ?? {}
  } catch {
    return {}
  }
}

function unasked(why: string): Audit {
  return { code: 2, text: `Could not ask for known findings: ${why}` }
}

function lineOf({ name, severity, via = [] }: Finding): string {
  const why = via.map((each) =>
    typeof each === 'string' ? `through ${each}` : `${each.title ?? ''} ${each.url ?? ''}`.trim(),
  )
  return `  ${severity}: ${name} (${why.join('; ')})`
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { code, text } = auditDependencies(argv.slice(2))
  const stream = code === 0 ? stdout : stderr
  stream.write(`${text}\n`)
  process.exitCode = code
}
