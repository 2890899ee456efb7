/** A guard taken away by one small edit, and the test that must notice. */
export interface SeededFault {
  readonly name: string
  readonly file: string
  /** Stands in the file exactly once. */
  readonly find: string
  readonly put: string
  readonly test: string
}

type Row = readonly [name: string, find: string, put: string]

export const of = (file: string, test: string, ...rows: readonly Row[]): readonly SeededFault[] =>
  rows.map(([name, find, put]) => ({ name, file, find, put, test }))
