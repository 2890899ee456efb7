import type { Listing } from './api.ts'
import type { Failure } from './failure.ts'
import type { Moment } from './hooks.ts'
import type { Draft } from './orders.ts'
import { type HookCall, listed, type Round, withCall } from './rounds.ts'
import type { Job, Task } from './tasks.ts'
import type { Patient } from './wire.ts'

/** What the page needs before it can show anything. */
export type Start =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly failure: Failure }
  | {
      readonly state: 'ready'
      readonly patients: readonly Patient[]
      /** As it was when a moment was asked last. */
      readonly listing: Listing
    }

/** What services are given: the data itself, a way to fetch it, both or neither. */
export interface Given {
  readonly prefetch: boolean
  readonly token: boolean
}

/** A suggestion that was taken, with the task that writes it, where something is to be written. */
export interface Taken {
  readonly suggestion: string
  readonly task?: string | undefined
}

/** What became of a card. */
export interface Outcome {
  readonly taken: readonly Taken[]
  readonly dismissed?: string
}

export interface State {
  readonly start: Start
  /** The patient whose chart is open. */
  readonly patient?: string | undefined
  readonly given: Given
  readonly drafts: readonly Draft[]
  readonly signed: readonly Draft[]
  /** `review`: the order-sign cards are being looked at, the orders not signed yet. */
  readonly phase: 'writing' | 'review'
  readonly rounds: Readonly<Partial<Record<Moment, Round>>>
  readonly showing: Moment
  /** By the uuid of the card. */
  readonly outcomes: Readonly<Record<string, Outcome>>
  readonly tasks: readonly Task[]
  /** Where the keyboard is to go next; a new object each time. */
  readonly focus?: { readonly id: string }
}

export type Event =
  | { readonly on: 'started'; readonly start: Start }
  | { readonly on: 'opened'; readonly patient: string | undefined }
  | { readonly on: 'given'; readonly given: Partial<Given> }
  | { readonly on: 'drafts'; readonly drafts: readonly Draft[] }
  | { readonly on: 'phase'; readonly phase: State['phase'] }
  | { readonly on: 'signed'; readonly id: string }
  | { readonly on: 'asked'; readonly round: Round }
  | {
      readonly on: 'listed'
      readonly moment: Moment
      readonly round: string
      readonly listing: Listing
    }
  | {
      readonly on: 'unlisted'
      readonly moment: Moment
      readonly round: string
      readonly failure: Failure
    }
  | { readonly on: 'dropped'; readonly moment: Moment }
  | {
      readonly on: 'call'
      readonly moment: Moment
      readonly round: string
      readonly service: string
      readonly change: Partial<HookCall>
    }
  | { readonly on: 'shown'; readonly moment: Moment }
  | { readonly on: 'taken'; readonly card: string; readonly taken: Taken }
  | { readonly on: 'dismissed'; readonly card: string; readonly why: string }
  | {
      readonly on: 'task'
      readonly id: string
      readonly text: string
      readonly job: Job
      readonly state: 'waiting' | 'running'
    }
  | { readonly on: 'task-is'; readonly id: string; readonly change: Partial<Task> }
  | { readonly on: 'focus'; readonly id: string }

/** A chart as it is opened; what services are given stays as the user chose. */
const FRESH = {
  drafts: [],
  signed: [],
  phase: 'writing',
  rounds: {},
  showing: 'chart',
  outcomes: {},
  tasks: [],
} as const

export const INITIAL: State = {
  start: { state: 'loading' },
  given: { prefetch: true, token: true },
  ...FRESH,
}

export function reduced(state: State, event: Event): State {
  switch (event.on) {
    case 'started':
      return { ...state, start: event.start }
    case 'opened':
      return { ...state, ...FRESH, patient: event.patient }
    case 'given':
      return { ...state, given: { ...state.given, ...event.given } }
    case 'drafts':
      return { ...state, drafts: event.drafts }
    case 'phase':
      return { ...state, phase: event.phase }
    case 'signed':
      return {
        ...state,
        drafts: state.drafts.filter(({ id }) => id !== event.id),
        signed: [...state.signed, ...state.drafts.filter(({ id }) => id === event.id)],
      }
    case 'asked': {
      const { moment } = event.round.occasion
      return { ...state, rounds: { ...state.rounds, [moment]: event.round }, showing: moment }
    }
    case 'listed': {
      const { start } = state
      const known =
        start.state === 'ready' ? { ...state, start: { ...start, listing: event.listing } } : state
      return withRound(known, event, (round) => listed(round, event.listing.services))
    }
    case 'unlisted':
      return withRound(state, event, (round) => ({
        ...round,
        listing: 'failed',
        failure: event.failure,
      }))
    case 'dropped': {
      const { [event.moment]: _, ...rounds } = state.rounds
      return { ...state, rounds, showing: state.showing === event.moment ? 'chart' : state.showing }
    }
    case 'call':
      return withRound(state, event, (round) => withCall(round, event.service, event.change))
    case 'shown':
      return { ...state, showing: event.moment }
    case 'taken':
      return withOutcome(state, event.card, ({ taken, ...rest }) => ({
        ...rest,
        taken: [...taken, event.taken],
      }))
    case 'dismissed':
      return withOutcome(state, event.card, (outcome) => ({ ...outcome, dismissed: event.why }))
    case 'task': {
      const { on: _, ...task } = event
      return { ...state, tasks: [task, ...state.tasks] }
    }
    case 'task-is':
      return {
        ...state,
        tasks: state.tasks.map((each) =>
          each.id === event.id ? { ...each, ...event.change } : each,
        ),
      }
    case 'focus':
      return { ...state, focus: { id: event.id } }
  }
}

/** Only the last round of a moment counts: an answer to an older one comes too late. */
function withRound(
  state: State,
  { moment, round: id }: { readonly moment: Moment; readonly round: string },
  change: (round: Round) => Round,
): State {
  const round = state.rounds[moment]
  if (round?.id !== id) return state
  return { ...state, rounds: { ...state.rounds, [moment]: change(round) } }
}

function withOutcome(state: State, card: string, change: (outcome: Outcome) => Outcome): State {
  const outcome = change(state.outcomes[card] ?? { taken: [] })
  return { ...state, outcomes: { ...state.outcomes, [card]: outcome } }
}

/** The patient whose chart is open; `undefined` for none, or one that is no longer there. */
export function openPatient({ start, patient }: State): Patient | undefined {
  return start.state === 'ready' ? start.patients.find(({ id }) => id === patient) : undefined
}
