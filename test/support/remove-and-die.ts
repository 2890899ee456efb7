/**
 * A process that is killed while it deletes what is past its time, when the first batch is gone:
 * `node remove-and-die.ts <data directory> <instant before which all goes>`.
 */
import { join } from 'node:path'
import { DATABASE, loadSecret } from '../../src/security/secret.ts'
import { accepted } from '../../src/store/samples.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'

const [dataDir = '', before = ''] = process.argv.slice(2)
const file = join(dataDir, DATABASE)
const store = await openSqliteStore({ file, secret: loadSecret({ dataDir }) })
const limits = { auditBefore: before, decisionsBefore: before, now: new Date(before) }
const removing = store.removeExpired(limits)
const call = { client: 'ehr-a', service: 'pv', receivedAt: before }
// Writes take turns: when this one is through, one batch has been deleted, and others wait.
await store.saveFeedback({ ...call, entries: [accepted('written-between')] })
process.kill(process.pid, 'SIGKILL')
await removing
