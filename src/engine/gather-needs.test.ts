import { describe, expect, test } from '@jest/globals'
import { templates } from '../index.ts'
import type { Gathered } from './gather.ts'
import { reasonFor, unreadable } from './gather-needs.ts'
import { needsOf } from './registry.ts'

const seen = (view: ReturnType<Gathered['view']>) => ({ view: () => view }) as unknown as Gathered // nothing else of it is used
const needs = needsOf({ bloodPressure: templates.bloodPressure })

describe('what could not be read', () => {
  test('is what could not be had, and what came in part only', () => {
    expect(unreadable(seen({ state: 'unavailable', why: 'timeout' }), needs)).toEqual([
      {
        code: 'bloodPressure-timeout',
        text: 'blood pressure: the record system did not answer in time',
      },
    ])
    expect(unreadable(seen({ state: 'known', list: [], partial: true }), needs)).toEqual([
      {
        code: 'bloodPressure-partial',
        text: 'blood pressure: the record system sent only a part of the data',
      },
    ])
  })

  test('is not what is known to be none', () => {
    expect(unreadable(seen({ state: 'known', list: [], partial: false }), needs)).toEqual([])
  })

  test('is named as people write it', () => {
    expect(reasonFor('hba1cHistory', 'failed').text).toBe(
      'hba1c history: the record system did not answer',
    )
  })
})
