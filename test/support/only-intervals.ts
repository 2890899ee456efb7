/** For Jest's fake timers: what comes round is in the test's hand, and all else goes on as ever. */
export const ONLY_INTERVALS = {
  doNotFake: [
    ...(['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'] as const),
    ...(['Date', 'performance', 'hrtime'] as const),
  ],
}
