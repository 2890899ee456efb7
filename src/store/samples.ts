import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decision, FeedbackCall, FeedbackEntry } from './store.ts'

/** Synthetic data for the tests of the store. */
export const SECRET = Uint8Array.from({ length: 32 }, (_, index) => index * 7)

export function decision(card: string, more: Partial<Decision> = {}): Decision {
  return {
    card,
    suggestions: [`${card}-s1`],
    service: 'medication-safety',
    rule: 'metformin-kidney',
    ruleVersion: '1.0.0',
    cardName: 'contraindicated',
    indicator: 'critical',
    hook: 'order-sign',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    client: 'ehr-a',
    patientKey: 'k',
    servedAt: '2026-03-01T09:00:00.000Z',
    ...more,
  }
}

export function overridden(card: string, userComment?: string): FeedbackEntry {
  return {
    card,
    outcome: 'overridden',
    outcomeTimestamp: '2026-03-01T09:01:00Z',
    ...(userComment === undefined ? {} : { overrideReason: { userComment } }),
  }
}

export function accepted(card: string, outcomeTimestamp = '2026-03-01T09:02:00Z'): FeedbackEntry {
  return {
    card,
    outcome: 'accepted',
    acceptedSuggestions: [{ id: `${card}-s1` }],
    outcomeTimestamp,
  }
}

export function call(
  entries: readonly FeedbackEntry[],
  more: Partial<FeedbackCall> = {},
): FeedbackCall {
  return {
    client: 'ehr-a',
    service: 'medication-safety',
    entries,
    receivedAt: '2026-03-01T09:05:00.000Z',
    ...more,
  }
}

export async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** A directory for the run of `use`, removed afterwards. */
export async function inTempDir(use: (dir: string) => Promise<void> | void): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'cardstock-store-'))
  try {
    await use(dir)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
