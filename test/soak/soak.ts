/** One figure of a promise, and whether it holds. */
export interface Check {
  readonly what: string
  readonly figure: string
  readonly holds: boolean
}

export type Options = Readonly<Record<string, number>>

/** A promise of the threat model that is shown by running for a while. */
export interface Soak<O extends Options = Options> {
  /** Such as `R6`. */
  readonly promise: string
  readonly title: string
  /** The long form; each of these can be set on the command line, the tests set smaller ones. */
  readonly options: O
  /** Ends by itself. Rejects where the machine lacks what it needs, saying what. */
  run(options: O, say: (line: string) => void): Promise<readonly Check[]>
}

export function check(what: string, figure: number | string, holds: boolean): Check {
  return { what, figure: typeof figure === 'number' ? rounded(figure) : figure, holds }
}

/** The checks that do not hold, as lines; empty when the promise is kept. For the tests. */
export async function broken<O extends Options>(
  soak: Soak<O>,
  options: Partial<O> = {},
): Promise<string[]> {
  const checks = await soak.run({ ...soak.options, ...options }, () => {})
  return checks.filter(({ holds }) => !holds).map(({ what, figure }) => `${what}: ${figure}`)
}

function rounded(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(2)
}
