import { join } from 'node:path'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'

const NO_AUDIT = { record() {}, isOfKey: async () => true }
const NO_TOKENS = { note() {}, unexpired: async () => [] }
const NO_STORE = { audit: NO_AUDIT, usedTokens: NO_TOKENS, recordDecisions() {} }

/** The shipped store, in which a part takes nothing: what that part costs is the difference. */
export async function storeWithout(part: 'audit' | 'store', dataDir: string): Promise<Store> {
  const store = await openSqliteStore({
    file: join(dataDir, 'bench.db'),
    secret: Buffer.alloc(32, 7),
    onError: (error) => {
      throw error
    },
  })
  const silent: object = part === 'audit' ? { audit: NO_AUDIT } : NO_STORE
  return new Proxy(store, {
    get(of, name) {
      const member = Reflect.get(name in silent ? silent : of, name)
      return typeof member === 'function' ? member.bind(of) : member
    },
  })
}
