/** A place that an error's stack names. */
export interface Place {
  readonly file: string
  readonly line: number
}

/** The files that an error came through, the innermost first; none of Node's own. */
export function placesOf(error: unknown): Place[] {
  if (!(error instanceof Error)) return []
  return String(error.stack)
    .split(/[\s()]+/)
    .flatMap((word) => {
      const [, file, line] =
        /^(\/[^:?]+)(?:\?[^:]*)?:(\d+)/.exec(word.replace(/^file:\/\//, '')) ?? []
      return file === undefined ? [] : [{ file, line: Number(line) }]
    })
}
