import type { Evaluator } from './evaluator.ts'

/** An evaluator that can be sent off: it answers what it has taken on, then ends. */
export interface Retiring extends Evaluator {
  /** Resolves when it has ended. Give it no call after that. */
  retire(): Promise<void>
}

export function retiring(evaluator: Evaluator): Retiring {
  let answering = 0
  const { promise: idle, resolve } = Promise.withResolvers<void>()
  let isRetired = false
  const look = (): void => {
    if (isRetired && answering === 0) resolve()
  }
  return {
    ...evaluator,
    async answer(call) {
      answering += 1
      try {
        return await evaluator.answer(call)
      } finally {
        answering -= 1
        look()
      }
    },
    async retire() {
      isRetired = true
      look()
      await idle
      await evaluator.close()
    },
  }
}
