import type { AuditEvent, AuditEventAgent, AuditEventEntity, Coding } from 'fhir/r4.js'
import type { StoredAuditRecord } from './audit.ts'

const BALP = 'https://profiles.ihe.net/ITI/BALP'
const DCM = 'http://dicom.nema.org/resources/ontology/DCM'
const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'
const PERSON: Coding = { system: `${TERMINOLOGY}/audit-entity-type`, code: '1', display: 'Person' }
const SYSTEM_OBJECT: Coding = {
  system: `${TERMINOLOGY}/audit-entity-type`,
  code: '2',
  display: 'System Object',
}
const OTHER: Coding = { system: `${TERMINOLOGY}/audit-entity-type`, code: '4', display: 'Other' }

/**
 * A record as a FHIR R4 AuditEvent. An answered hook call claims IHE BALP `PatientQuery`: who asked
 * (client, user), the service, the patient by the keyed hash, the query, the `X-Request-Id`. Refused
 * calls and events of the trail itself have the same shape and claim no profile.
 *
 * @param publicUrl the address of this service, which names it as server and source.
 */
export function auditEvent(record: StoredAuditRecord, publicUrl: string): AuditEvent {
  const isCall = !isOfTrail(record.event)
  const isQuery = record.event === 'hook' && record.status === 200 && record.patientKey !== ''
  const service = { identifier: { system: 'urn:ietf:rfc:3986', value: publicUrl } }
  return {
    resourceType: 'AuditEvent',
    id: `audit-${record.seq}`,
    ...(isQuery
      ? { meta: { profile: [`${BALP}/StructureDefinition/IHE.BasicAudit.PatientQuery`] } }
      : {}),
    ...kindOf(record),
    action: actionOf(record),
    recorded: record.at,
    outcome: outcomeOf(record.status, isCall || record.event === 'flood'),
    ...(record.code === '' ? {} : { outcomeDesc: record.code }),
    agent: isCall ? agents(record, publicUrl) : [{ ...serverAgent(publicUrl), requestor: true }],
    source: {
      observer: service,
      type: [
        {
          system: `${TERMINOLOGY}/security-source-type`,
          code: '4',
          display: 'Application Server',
        },
      ],
    },
    entity: entities(record, publicUrl),
  }
}

/** An event of the trail itself, and no call. */
function isOfTrail(event: StoredAuditRecord['event']): boolean {
  return event === 'gap' || event === 'retention' || event === 'flood' || event === 'key-change'
}

/** Of sessions of the companion app, in DICOM's words: somebody opens it, logs in, logs out. */
const SESSION_EVENTS = {
  'app-launch': [
    { system: DCM, code: '110100', display: 'Application Activity' },
    { system: DCM, code: '110120', display: 'Application Start' },
  ],
  'app-login': [
    { system: DCM, code: '110114', display: 'User Authentication' },
    { system: DCM, code: '110122', display: 'Login' },
  ],
  'app-end': [
    { system: DCM, code: '110114', display: 'User Authentication' },
    { system: DCM, code: '110123', display: 'Logout' },
  ],
} as const

/** A hook call asks for advice about a patient, and so reads; feedback adds; the rest is told by its path. */
const INTERACTIONS: Readonly<Partial<Record<StoredAuditRecord['event'], string>>> = {
  hook: 'search',
  feedback: 'create',
  'app-read': 'search',
  'app-write': 'create',
}

// DICOM PS3.16, CID 400 and 401.
const SECURITY_CONFIGURATION = {
  type: { system: DCM, code: '110113', display: 'Security Alert' },
  subtype: [{ system: DCM, code: '110129', display: 'Security Configuration' }],
}

function kindOf({ event }: StoredAuditRecord): Pick<AuditEvent, 'type' | 'subtype'> {
  if (event === 'gap' || event === 'retention')
    return { type: { system: DCM, code: '110101', display: 'Audit Log Used' } }
  if (event === 'key-change') return SECURITY_CONFIGURATION
  if (event === 'flood') return { type: { system: DCM, code: '110113', display: 'Security Alert' } }
  if (event === 'app-launch' || event === 'app-login' || event === 'app-end') {
    const [type, subtype] = SESSION_EVENTS[event]
    return { type, subtype: [subtype] }
  }
  const code = INTERACTIONS[event] ?? 'capabilities'
  return {
    type: { system: `${TERMINOLOGY}/audit-event-type`, code: 'rest', display: 'Restful Operation' },
    subtype: [{ system: 'http://hl7.org/fhir/restful-interaction', code }],
  }
}

function actionOf({ event }: StoredAuditRecord): 'C' | 'R' | 'E' | 'D' {
  if (event === 'feedback' || event === 'app-write') return 'C'
  if (event === 'retention') return 'D'
  return event === 'discovery' ? 'R' : 'E'
}

/** Success, minor failure (theirs), serious failure (ours, or nobody left to answer). */
function outcomeOf(status: number, isCall: boolean): '0' | '4' | '8' {
  if (!isCall || (status >= 200 && status < 400)) return '0'
  return status >= 400 && status < 500 ? '4' : '8'
}

function agents(record: StoredAuditRecord, publicUrl: string): AuditEventAgent[] {
  const client: AuditEventAgent = {
    type: { coding: [{ system: DCM, code: '110153', display: 'Source Role ID' }] },
    who:
      record.client === ''
        ? { display: 'not recognized' }
        : { identifier: { system: `${publicUrl}#clients`, value: record.client } },
    requestor: record.user === '',
    network: { address: record.address, type: '2' },
  }
  const user: AuditEventAgent = {
    type: {
      coding: [
        {
          system: `${TERMINOLOGY}/v3-ParticipationType`,
          code: 'IRCP',
          display: 'information recipient',
        },
      ],
    },
    who:
      record.user === undefined
        ? { display: 'sealed with another secret' }
        : { identifier: { system: `${publicUrl}#users:${record.tenant}`, value: record.user } },
    requestor: true,
  }
  return [client, serverAgent(publicUrl), ...(record.user === '' ? [] : [user])]
}

function serverAgent(publicUrl: string): AuditEventAgent {
  return {
    type: { coding: [{ system: DCM, code: '110152', display: 'Destination Role ID' }] },
    who: { identifier: { system: 'urn:ietf:rfc:3986', value: publicUrl } },
    requestor: false,
    network: { address: publicUrl, type: '5' },
  }
}

function entities(record: StoredAuditRecord, publicUrl: string): AuditEventEntity[] {
  const { event, patientKey, requestId, service } = record
  const patient: AuditEventEntity = {
    what: {
      type: 'Patient',
      identifier: {
        // The key is a hash that only this installation can make again.
        system: `${publicUrl}#patient-keys`,
        value: patientKey,
      },
    },
    type: PERSON,
    role: { system: `${TERMINOLOGY}/object-role`, code: '1', display: 'Patient' },
  }
  const path = `/cds-services${service === '' ? '' : `/${service}`}`
  const query: AuditEventEntity = {
    type: SYSTEM_OBJECT,
    role: { system: `${TERMINOLOGY}/object-role`, code: '24', display: 'Query' },
    description: `POST ${path}`,
    query: Buffer.from(`POST ${path}`).toString('base64'),
  }
  const transaction: AuditEventEntity = {
    what: { identifier: { value: requestId } },
    type: { system: `${BALP}/CodeSystem/BasicAuditEntityType`, code: 'XrequestId' },
  }
  const detail = details(record)
  return [
    ...(patientKey === '' ? [] : [patient]),
    ...(event === 'hook' ? [query] : []),
    ...(requestId === '' ? [] : [transaction]),
    ...(detail.length === 0 ? [] : [{ type: OTHER, name: event, detail }]),
  ]
}

/** What the profile has no place for. */
function details(record: StoredAuditRecord): { type: string; valueString: string }[] {
  const { event, hook, hookInstance, service, supplied, fetched, strangers, rules } = record
  const isCall = !isOfTrail(event)
  const values: Readonly<Record<string, string>> = {
    service: event === 'hook' ? '' : service,
    [event.startsWith('app-') || event === 'flood' ? 'call' : 'hook']: hook,
    'claimed client': record.claimed ?? '',
    hookInstance,
    'data supplied': supplied,
    'data fetched': fetched,
    'resources of others left out': strangers > 0 ? String(strangers) : '',
    rules,
    [event === 'feedback' ? 'entries' : 'cards']:
      event === 'hook' || event === 'feedback' ? String(record.cards) : '',
    status: isCall || event === 'flood' ? String(record.status) : '',
    microseconds: isCall ? String(record.micros) : '',
    [event === 'flood' ? 'calls' : 'records']: isCall ? '' : String(record.affected),
  }
  return Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([type, valueString]) => ({ type, valueString }))
}
