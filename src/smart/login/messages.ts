import type { Message } from './message-page.ts'

const AGAIN = 'Open the app again from the patient’s record.'
const OPERATOR = 'If it stays like this, tell the operator of this service.'

/** Why a launch went no further; the names stand in log and audit trail. */
export const MESSAGES = {
  'launch-incomplete': {
    status: 400,
    title: 'The app was not opened from a record',
    text: 'The address lacks what a record’s system adds when it opens the app.',
    remedy: AGAIN,
  },
  'iss-unknown': {
    status: 403,
    title: 'This record’s system is not registered',
    text: 'The app opens only from record systems that the operator of this service has registered. Nothing was sent to the one that was named.',
    remedy:
      'Operators: list its FHIR address under the client’s fhirServers (or internalFhirServers), and the app under companion.',
  },
  'client-unknown': {
    status: 404,
    title: 'There is no such record system',
    text: 'The app is not registered with the record system that was named.',
    remedy: 'Use the address that your organisation gave you.',
  },
  'launch-unasked': {
    status: 200,
    title: 'Open the companion app?',
    text: 'Another page led here. The app opens when you say so: it then asks the record’s system to log you in, and closes the record that is open in this browser.',
    remedy: 'If you did not ask for it, close this page: nothing has happened.',
  },
  'discovery-failed': {
    status: 502,
    title: 'The record’s system did not answer',
    text: 'How to log in there could not be found out.',
    remedy: `Try again in a minute. ${OPERATOR}`,
  },
  'state-unknown': {
    status: 400,
    title: 'This log-in is over',
    text: 'It was used before, took longer than ten minutes, or was begun in another browser.',
    remedy: AGAIN,
  },
  'issuer-wrong': {
    status: 400,
    title: 'The log-in came from somewhere else',
    text: 'The answer is not from the server that was asked, so nothing of it was used.',
    remedy: `${AGAIN} ${OPERATOR}`,
  },
  'access-denied': {
    status: 403,
    title: 'The app may not read this record',
    text: 'You, or the record’s system, did not allow it.',
    remedy: 'To use the app, open it again and allow it.',
  },
  'authorization-failed': {
    status: 502,
    title: 'The record’s system did not let the app in',
    text: 'It refused the log-in.',
    remedy: `${AGAIN} ${OPERATOR}`,
  },
  'token-failed': {
    status: 502,
    title: 'The log-in could not be finished',
    text: 'The record’s system did not complete it.',
    remedy: `${AGAIN} ${OPERATOR}`,
  },
  'identity-wrong': {
    status: 502,
    title: 'The log-in could not be trusted',
    text: 'What the record’s system said about who you are could not be verified, so nothing was opened.',
    remedy: `${AGAIN} ${OPERATOR}`,
  },
  'no-patient': {
    status: 400,
    title: 'No patient was chosen',
    text: 'The app shows the scores of one patient, and the record’s system named none.',
    remedy: 'Open it from a patient’s record.',
  },
  full: {
    status: 503,
    title: 'Too many people are using the app',
    text: 'There is no room for another session.',
    remedy: 'Try again in some minutes.',
  },
} as const satisfies Readonly<Record<string, Message>>

export type MessageName = keyof typeof MESSAGES
