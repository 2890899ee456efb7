import { atMost, UsageError } from './usage.ts'

const USAGE = `Cardstock: CDS Hooks decision support

  cardstock serve                          answer hook calls (PORT, HOST, CARDSTOCK_CONFIG, CARDSTOCK_DATA)
  cardstock check [path]                   load all services, or one, and run their tests
  cardstock score <id> '<json>'            calculate one score; "-" reads NDJSON lines { id, module, inputs }
  cardstock new service <id>               scaffold a service
  cardstock new rule <service>/<rule>      scaffold a rule with its test and README
  cardstock simulate <folder or NDJSON> [--hook <hook>] [--at <instant>] [--html <file>]   run the services over patients
  cardstock sign <key> <file>              sign the services folder as it is; the key is private, in PEM
  cardstock client check <file> [--offline] [--token <jwt>|-] [--url <called url>] [--at <instant>]   check clients; explain a token
  cardstock feedback export [--since <instant>] [--service <id>] [--unverified]   print feedback as CSV
  cardstock audit export [--since <instant>] [--until <instant>]   print the audit trail as FHIR AuditEvents (NDJSON)
  cardstock audit verify [--head <seq:mac>]   check the chain of audit records; non-zero where it is broken
  cardstock companion end-sessions --client <id> [--user <address>]   end sessions of the app, while the service runs
  cardstock secret change                  seal all with a new secret, while the service is stopped
  cardstock backup <file>                  copy the database into one file, also while the service runs
`

function help(command?: string): number {
  process.stdout.write(usageOf(command))
  return 0
}

/** How one command is called; of none or an unknown one, how all are. */
function usageOf(command = ''): string {
  const lines = USAGE.match(/^ {2}cardstock .*\n/gm) ?? []
  const own = lines.filter((line) => line.startsWith(`  cardstock ${command} `))
  return own.length === 0 ? USAGE : own.join('')
}

/** Each command is loaded only when it is called, so that none pays for another. */
async function run([command, ...rest]: readonly string[]): Promise<number> {
  const env = process.env
  if (rest.some((word) => word === '--help' || word === '-h')) return help(command)
  switch (command) {
    case 'serve': {
      atMost(rest, 0)
      return (await import('../server.ts')).serve(env)
    }
    case 'check':
      return (await import('./check.ts')).check(rest, env)
    case 'score':
      return (await import('./score.ts')).score(rest)
    case 'new':
      return (await import('./new.ts')).create(rest, env)
    case 'client':
      return (await import('./client.ts')).client(rest, env)
    case 'simulate':
      return (await import('./simulate.ts')).simulate(rest, env)
    case 'sign':
      return (await import('./sign.ts')).sign(rest, env)
    case 'feedback':
      return (await import('./feedback.ts')).feedback(rest, env)
    case 'audit':
      return (await import('./audit.ts')).audit(rest, env)
    case 'companion':
      return (await import('./companion.ts')).companion(rest, env)
    case 'secret':
      return (await import('./secret.ts')).secret(rest, env)
    case 'backup':
      return (await import('./backup.ts')).backup(rest, env)
    case 'help':
    case '--help':
    case '-h':
      return help()
    default:
      throw new UsageError(
        command === undefined ? 'name a command' : `there is no command "${command}"`,
      )
  }
}

/** Ours, or that of `parseArgs`, about options. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  const { code } = error as NodeJS.ErrnoException
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')
}

// Whoever reads what a command prints may have had enough: `… | head`.
if (process.argv[2] !== 'serve')
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  const isUsage = isUsageError(error)
  const message = error instanceof Error ? error.message : String(error)
  process.exitCode = isUsage ? 2 : 1
  process.stderr.write(
    `cardstock: ${message}\n${isUsage ? `\n${usageOf(process.argv[2])}` : ''}`,
    // Whatever a start that failed half-way has left behind, whoever watches over it starts it anew.
    () => process.argv[2] === 'serve' && process.exit(),
  )
}
