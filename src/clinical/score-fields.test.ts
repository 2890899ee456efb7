import { describe, expect, test } from '@jest/globals'
import { runScore } from './score.ts'
import { fieldsOf } from './score-fields.ts'
import { cha2ds2Vasc, ddiOnc, kfre4, mme, prevent, scores } from './scores/index.ts'

describe('the fields of a score', () => {
  test('a number has its unit and published range', () => {
    expect(fieldsOf(prevent)).toContainEqual({
      ...{ name: 'totalCholesterol', title: 'Total cholesterol', unit: 'mg/dL' },
      ...{ kind: 'number', min: 130, max: 320, optional: false },
    })
  })

  test('an optional one, its upper bound exclusive', () => {
    expect(fieldsOf(prevent)).toContainEqual({
      ...{ name: 'bmi', title: 'Body mass index', unit: 'kg/m2' },
      ...{ kind: 'number', min: 18.5, max: 40, optional: true },
    })
  })

  test('a yes or no, and words to choose from', () => {
    const fields = fieldsOf(cha2ds2Vasc)
    expect(fields).toContainEqual({
      name: 'diabetes',
      title: 'Diabetes',
      kind: 'flag',
      optional: false,
    })
    expect(fields.find(({ name }) => name === 'sex')).toMatchObject({
      kind: 'choice',
      choices: ['female', 'male'],
    })
    expect(fieldsOf(kfre4).find(({ name }) => name === 'years')?.choices).toEqual([2, 5])
  })

  test('lists and free text are no fields', () => {
    expect(fieldsOf(mme)).toEqual([])
    expect(fieldsOf(ddiOnc)).toEqual([])
  })

  test('every score gives fields that its own schema takes, with a title each', () => {
    for (const score of scores)
      for (const { name, title } of fieldsOf(score)) {
        expect([score.id, name, title !== '']).toEqual([score.id, name, true])
        expect(Object.keys(score.inputs.shape)).toContain(name)
      }
  })

  test('a reason calls an input as its field does', () => {
    for (const score of scores) {
      const result = runScore(score, {})
      const texts = 'notCalculable' in result ? result.notCalculable.map(({ text }) => text) : []
      for (const { title, optional } of fieldsOf(score))
        if (!optional)
          expect([score.id, texts]).toEqual([
            score.id,
            expect.arrayContaining([`${title} is missing`]),
          ])
    }
  })
})
