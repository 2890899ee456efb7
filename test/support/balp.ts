import type { AuditEvent } from 'fhir/r4.js'

/** What FHIR R4 and, for a patient query, IHE BALP 1.1 demand of an AuditEvent and it lacks. */
export function balpProblems(
  event: AuditEvent,
  isQuery = true,
  types: readonly string[] = ['rest'],
): string[] {
  const agents = (code: string) =>
    event.agent.filter(({ type }) => type?.coding?.some((coding) => coding.code === code))
  const entities = (code: string) => (event.entity ?? []).filter(({ type }) => type?.code === code)
  const [client, server] = [agents('110153'), agents('110152')]
  const [query, patient, transaction] = [entities('2'), entities('1'), entities('XrequestId')]
  const demands: Readonly<Record<string, boolean>> = {
    recorded: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(event.recorded),
    'source.observer': event.source.observer?.identifier?.value !== undefined,
    [`type ${types.join(' or ')}`]: types.includes(event.type.code ?? ''),
    'one client with network': client.length === 1 && client[0]?.network?.address !== undefined,
    'one server with network': server.length === 1 && server[0]?.network?.address !== undefined,
    'every agent is somebody': event.agent.every(({ who }) => who !== undefined),
    'one requestor at least': event.agent.some(({ requestor }) => requestor),
    'X-Request-Id':
      transaction.length === 1 && transaction[0]?.what?.identifier?.value !== undefined,
    'network type': event.agent.every(
      ({ network }) => network === undefined || /^[25]$/.test(network.type ?? ''),
    ),
    ...(isQuery
      ? {
          'subtype search': event.subtype?.[0]?.code === 'search',
          'action E': event.action === 'E',
          'outcome 0': event.outcome === '0',
          'one query': query.length === 1 && /^[\w+/=]+$/.test(query[0]?.query ?? ''),
          'query without details': query[0]?.what === undefined && query[0]?.detail === undefined,
          'one patient': patient.length === 1 && patient[0]?.role?.code === '1',
          'patient identified': /^[\w-]{43}$/.test(patient[0]?.what?.identifier?.value ?? ''),
        }
      : { 'outcome as status': (event.outcome === '0') === (event.outcomeDesc === undefined) }),
  }
  return Object.entries(demands)
    .filter(([, holds]) => !holds)
    .map(([demand]) => demand)
}
