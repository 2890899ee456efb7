/** How a bad rule shows, besides that its cards are not there. */
export type Sign =
  /** The rule's outcome. */
  | 'failed'
  | 'late'
  /** The rule had answered; what it left behind is laid to it in the log. */
  | 'thrown'
  | 'replaced'
  /** No harm was done. */
  | 'none'

interface BadRule {
  /** The body of `evaluate(data, env)`, in strict mode, with `card`, `patient` and `orders` at hand. */
  readonly body: string
  /** Any of these, where it depends on the machine which limit is met first. */
  readonly signs: readonly Sign[]
}

const one =
  (sign: Sign) =>
  (body: string): BadRule => ({ body, signs: [sign] })
const failed = one('failed')
const late = one('late')
const thrown = one('thrown')
const harmless = one('none')

const RUBBISH: Readonly<Record<string, string>> = {
  number: '42',
  null: 'null',
  undefined: 'undefined',
  text: "'cards'",
  object: '{}',
  symbol: 'Symbol("cards")',
  function: '() => []',
  nested: '[[card("says", { text: "x" })]]',
  holes: '[null, undefined]',
  strangers: '[{ kind: "alert", text: "x" }]',
  undeclared: '[card("nothing-of-that-name", {})]',
  slotless: '[card("says", {})]',
  'object-slot': '[card("says", { text: { toString() { for (;;); } } })]',
  'gap-object': '[{ kind: "gap", what: { toString() { throw 1 } }, why: "unavailable" }]',
  'system-action': '[{ kind: "system-action", action: { type: "destroy" } }]',
  reasons: '[card("says", { text: "x" }, { overrideReasons: [{ code: 1 }] })]',
  links: '[card("says", { text: "x" }, { links: [{ url: "javascript:0" }] })]',
  generator: '(function* () { yield card("says", { text: "x" }) })()',
  promise: 'Promise.resolve(42)',
  thenable: '({ then(resolve) { for (;;); } })',
}

/** The bodies of rules that no review should let pass, by name. */
export const BAD_RULES: Readonly<Record<string, BadRule>> = {
  loop: late('for (;;);'),
  regex: late("/^(a+)+$/.test('a'.repeat(50) + 'b'); return []"),
  heap: {
    body: 'const all = []; for (;;) all.push(new Array(1e5).fill({}))',
    signs: ['failed', 'late'],
  },
  array: { body: 'const all = []; for (;;) all.push(all.length)', signs: ['failed', 'late'] },
  buffers: {
    body: 'const all = []; for (;;) all.push(Buffer.alloc(2 ** 24, 1))',
    signs: ['failed', 'late'],
  },
  gibibyte: {
    body: 'return [Buffer.alloc(2 ** 30, 1)]',
    signs: ['failed', 'late'],
  },
  string: failed("let text = 'x'; for (;;) text += text"),
  recursion: failed('const deeper = () => deeper() + 1; return deeper()'),
  generator: {
    body: 'function* all() { for (;;) yield card("says", { text: "x" }) } return [...all()]',
    signs: ['failed', 'late'],
  },
  sort: late(
    'return Array.from({ length: 1e6 }, () => 1).sort(() => { for (let i = 0; i < 1e4; i++); return 0 })',
  ),

  throws: failed('throw new Error("patient Ada is here")'),
  'throws-null': failed('throw null'),
  'throws-undefined': failed('throw undefined'),
  'throws-getters': failed(
    'throw Object.create(Error.prototype, { stack: { get() { throw 1 } } })',
  ),
  'throws-proxy': failed(
    'throw new Proxy(new Error(""), { get() { throw 1 }, getPrototypeOf() { throw 1 } })',
  ),

  timeout: thrown('setTimeout(() => { throw new Error("later") }, 0); return []'),
  immediate: thrown('setImmediate(() => { throw null }); return []'),
  microtask: thrown('queueMicrotask(() => { throw undefined }); return []'),
  tick: thrown('process.nextTick(() => { throw new Error("next") }); return []'),
  unhandled: thrown('Promise.reject(new Error("nobody waits")); return []'),
  'timeout-loop': one('replaced')('setTimeout(() => { for (;;); }, 0); return []'),

  rejects: failed('return Promise.reject(new Error("no"))'),
  'rejects-later': failed('return new Promise((_, no) => setTimeout(no, 5, null))'),
  never: late('return new Promise(() => {})'),
  'async-loop': late('return (async () => { await null; for (;;); })()'),
  'own-then': failed('return Object.assign(Promise.resolve([]), { then() { throw 1 } })'),
  'then-getter': harmless(
    'return Object.defineProperty(Promise.resolve([]), "then", { get() { throw 1 } })',
  ),
  'constructor-getter': failed(
    'return Object.defineProperty(Promise.resolve([]), "constructor", { get() { throw 1 } })',
  ),

  exit: failed('process.exit(1)'),
  'really-exit': failed('process.reallyExit(1)'),
  kill: failed('process.kill(process.pid, "SIGKILL")'),
  abort: failed('process.abort()'),
  handlers: failed('process.removeAllListeners("uncaughtException"); return []'),
  listener: failed('process.on("uncaughtException", () => process.exit(1)); return []'),
  wait: failed('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); return []'),
  network: failed('return fetch("http://127.0.0.1:1/").then(() => [])'),
  prints: harmless('console.log("CANARY-PRINTED"); return []'),
  environment: harmless('if (Object.keys(process.env).length > 0) throw 1; return []'),

  'many-drafts': failed('return Array.from({ length: 1e5 }, () => card("says", { text: "x" }))'),
  'ten-mebibytes': failed('return [card("says", { text: "x ".repeat(5 * 2 ** 20) })]'),
  'ten-mebibytes-more': failed(
    'return [card("says", { text: "x" }, { suggestions: [{ label: "x", actions: [{ type: "create", description: "x", resource: { resourceType: "Task", note: "x".repeat(10 * 2 ** 20) } }] }] })]',
  ),
  cycle: failed(
    'const resource = { resourceType: "Task" }; resource.self = resource; return [card("says", { text: "x" }, { suggestions: [{ label: "x", actions: [{ type: "create", description: "x", resource }] }] })]',
  ),
  deep: failed(
    'let note = []; for (let i = 0; i < 1e5; i++) note = [note]; return [card("says", { text: "x" }, { suggestions: [{ label: "x", note }] })]',
  ),
  getter: failed('return [{ ...card("says", { text: "x" }), get values() { throw 1 } }]'),
  'second-look': harmless(
    'let looks = 0; const resource = { resourceType: "Task", get status() { if (looks++ > 0) for (;;); return "draft" } }; return [card("says", { text: "x" }, { suggestions: [{ label: "x", actions: [{ type: "create", description: "x", resource }] }] })].slice(1)',
  ),
  'to-json': failed(
    'return [card("says", { text: "x" }, { suggestions: [{ label: "x", toJSON() { for (;;); } }] })]',
  ),
  'to-json-inside': late(
    'const resource = { resourceType: "Task", toJSON() { for (;;); } }; return [card("says", { text: "x" }, { suggestions: [{ label: "x", actions: [{ type: "create", description: "x", resource }] }] })]',
  ),
  proxy: failed('return new Proxy([], { get() { throw 1 } })'),
  'proxy-loop': late('return new Proxy([], { get() { for (;;); } })'),

  'patches-array': failed('Array.prototype.map = () => []; return []'),
  'patches-filter': failed(
    'Object.defineProperty(Array.prototype, "filter", { value: () => [] }); return []',
  ),
  'patches-object': failed('Object.prototype.polluted = 1; return []'),
  'patches-to-string': failed('Object.prototype.toString = () => "x"; return []'),
  'patches-promise': failed('Promise.prototype.then = () => {}; return []'),
  'patches-json': failed('JSON.stringify = () => "{}"; return []'),
  'patches-map': failed('Map.prototype.get = () => undefined; return []'),
  'patches-iterator': failed(
    'Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true }); return []',
  ),
  'patches-regexp': failed('RegExp.prototype.exec = () => null; return []'),
  'patches-error': failed('Error.prototype.name = "x"; return []'),
  'patches-date': failed('globalThis.Date = class {}; return []'),
  'patches-timers': failed('globalThis.setTimeout = () => 0; return []'),
  'patches-proto': failed('Object.setPrototypeOf(Array.prototype, null); return []'),

  'empties-orders': failed('orders.length = 0; return []'),
  'changes-orders': failed('for (const { resource } of orders) resource.status = "x"; return []'),
  'changes-deep': failed(
    'for (const { resource } of orders) resource.medicationCodeableConcept.coding[0].code = "x"; return []',
  ),
  'changes-patient': failed('patient.birthDate = "1900-01-01"; return []'),

  ...Object.fromEntries(
    Object.entries(RUBBISH).map(([name, value]) => [`rubbish-${name}`, failed(`return ${value}`)]),
  ),
}
