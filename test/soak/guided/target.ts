/** A guard to be fuzzed, and what has to hold of it whatever comes. */
export interface Target {
  readonly name: string
  /** The files whose coverage guides the search, as a pattern of their addresses. */
  readonly code: RegExp
  /** Inputs to begin with: at least one that the guard lets through. */
  readonly seeds: readonly string[]
  /** Pieces that the guard knows. */
  readonly words: readonly string[]
  /** What is wrong with what the guard does of an input; undefined where nothing is. May reject: that is wrong, too. */
  judge(input: string): Promise<Judgement> | Judgement
}

export interface Judgement {
  readonly passed: boolean
  readonly wrong?: string | undefined
}

export const refused: Judgement = { passed: false }
export const passed: Judgement = { passed: true }
export const wrong = (why: string): Judgement => ({ passed: true, wrong: why })
