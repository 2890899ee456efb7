/** Questions to another thread and the answers that come back by message, matched by number. */
export interface Questions<T> {
  ask(send: (question: number) => void): Promise<T>
  answered(question: number, answer: T): void
}

export function questions<T>(): Questions<T> {
  const open = new Map<number, (answer: T) => void>()
  let last = 0
  return {
    ask(send) {
      last += 1
      const { promise, resolve } = Promise.withResolvers<T>()
      open.set(last, resolve)
      send(last)
      return promise
    },
    answered(question, answer) {
      open.get(question)?.(answer)
      open.delete(question)
    },
  }
}
