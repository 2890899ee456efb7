import { describe, expect, test } from '@jest/globals'
import { parseQuery } from './query.ts'

describe('a value is encoded exactly once', () => {
  test.each([
    ['as it is', 'code=http://loinc.org|4548-4', 'code=http://loinc.org%7C4548-4'],
    ['percent-encoded', 'code=http%3A%2F%2Floinc.org%7C4548-4', 'code=http://loinc.org%7C4548-4'],
    ['half encoded', 'code=http://loinc.org%7C4548-4', 'code=http://loinc.org%7C4548-4'],
    ['with a blank', 'name=van den Berg', 'name=van%20den%20Berg'],
    ['with an encoded blank', 'name=van%20den%20Berg', 'name=van%20den%20Berg'],
    ['with a plus', 'date=ge2024-01-01T08:00:00+02:00', 'date=ge2024-01-01T08:00:00%2B02:00'],
    [
      'with an encoded plus',
      'date=ge2024-01-01T08:00:00%2B02:00',
      'date=ge2024-01-01T08:00:00%2B02:00',
    ],
    ['with a list', 'code=a|1,b|2', 'code=a%7C1,b%7C2'],
    ['with an escaped comma', 'code=a\\,b', 'code=a%5C,b'],
    ['with an equals sign', 'code=a=b', 'code=a%3Db'],
    ['with an encoded ampersand', 'name=A%26B', 'name=A%26B'],
    ['with a bare percent sign', 'name=50%', 'name=50%25'],
    ['with a percent sign encoded', 'name=50%25', 'name=50%25'],
    ['with bytes that are not UTF-8', 'name=%FF', 'name=%25FF'],
    ['with a fragment mark', 'name=a#b', 'name=a%23b'],
    ['with a question mark', 'name=a?b', 'name=a%3Fb'],
    ['with a letter beyond ASCII', 'name=Müller', 'name=M%C3%BCller'],
    ['with that letter encoded', 'name=M%C3%BCller', 'name=M%C3%BCller'],
    ['with half a surrogate pair', 'name=\ud800', 'name=%EF%BF%BD'],
    ['with a line break', 'name=a\r\nb', 'name=a%0D%0Ab'],
    ['with a modifier', 'code:in=http://vs.example/1', 'code:in=http://vs.example/1'],
    ['without a value', 'name', 'name='],
    ['with empty pairs', '&a=1&&b=2&', 'a=1&b=2'],
  ])('%s', (_name, text, search) => {
    expect(parseQuery(`Observation?${text}`)?.search).toBe(search)
  })

  test('parsing what was written gives the same again', () => {
    const once = parseQuery('Observation?code=http://loinc.org|4548-4&name=50%, a b&date=ge2024')
    expect(parseQuery(`${once?.path}?${once?.search}`)).toEqual(once)
  })
})

test.each([
  ['Observation?patient=1', 'Observation'],
  ['Patient/1', 'Patient'],
  ['Patient/1/Observation?code=x', 'Observation'],
  ['Patient/1/$everything', undefined],
  ['$evaluate', undefined],
])('the type of %s is %s', (text, type) => {
  expect(parseQuery(text)?.type).toBe(type)
})

describe('_count', () => {
  test.each([
    ['Observation?_count=5&code=x', 5],
    ['Observation?code=x&_count=0', 0],
    ['Observation?_count=many', undefined],
    ['Observation?_count=-1', undefined],
    ['Observation', undefined],
  ])('%s', (text, count) => {
    expect(parseQuery(text)?.count).toBe(count)
  })
})

describe('the path stays below the base (T4)', () => {
  test.each([
    ['Patient/1'],
    ['Patient/a-b.C9'],
    ['Patient/1/$everything'],
    ['Patient/1/_history/2'],
    ['Observation'],
  ])('%s is taken', (path) => {
    expect(parseQuery(path)).toMatchObject({ path, search: '' })
  })

  test.each([
    [''],
    ['/Patient/1'],
    ['Patient/'],
    ['Patient//1'],
    ['Patient/..'],
    ['Patient/../../admin'],
    ['./Patient/1'],
    ['Patient/%2e%2e/admin'],
    ['Patient/a%2Fb'],
    ['Patient/a b'],
    ['Patient\\1'],
    ['Patient/1#x'],
    ['Patient/1;x=1'],
    ['Patient/\u0000'],
    ['Patient/１'],
    [`Patient/${'1'.repeat(65)}`],
    ['https://evil.example/Patient/1'],
    ['//evil.example/Patient/1'],
    ['user@evil.example/Patient/1'],
  ])('%j is not', (path) => {
    expect(parseQuery(path)).toBeUndefined()
    expect(parseQuery(`${path}?a=1`)).toBeUndefined()
  })
})
