import { clientOf } from '../../src/client.ts'
import { clientSchema } from '../../src/config-schema.ts'
import type { ClientPolicy } from '../../src/engine/client-policy.ts'

/** What a registered client may do, as the configuration would have it. */
export function clientFor(settings: Readonly<Record<string, unknown>> = {}): ClientPolicy {
  const whole = {
    id: 'ehr',
    issuer: 'https://ehr.example.org',
    jwksUrl: 'https://ehr.example.org/jwks',
    ...settings,
  }
  const { policies } = clientOf(clientSchema.parse(whole), 'https://cds.example.org', 'reject')
  const [policy] = policies.values()
  if (policy === undefined) throw new Error('a client without a policy')
  return policy
}
