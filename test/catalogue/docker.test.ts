import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const dockerfile = read('Dockerfile')
const ignored = read('.dockerignore').trim().split('\n')
const image = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))

const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
  names.split(' '),
)

describe('the image', () => {
  test('copies what exists, is not ignored, and is all that the server reads', () => {
    expect(copied.filter((name) => !existsSync(new URL(name, root)))).toEqual([])
    expect(copied.filter((name) => ignored.includes(name))).toEqual([])
    expect(copied).toEqual(
      expect.arrayContaining([
        'package.json',
        'openapi.yaml',
        'src',
        'services',
        'cards',
        'NOTICE',
      ]),
    )
  })

  test('installs production packages only, and runs no install scripts', () => {
    expect(dockerfile.match(/\bnpm\b.*\b(?:install|ci)\b.*/g)).toEqual([
      'npm ci --omit=dev --ignore-scripts',
      'npm ci --ignore-scripts',
    ])
    // Of the stage that has the development packages, nothing but the pages goes on.
    expect([...image.matchAll(/^COPY --from=(\S+) (\S+)/gm)].map(([, ...what]) => what)).toEqual([
      ['dependencies', '/app/node_modules'],
      ['pages', '/app/dist'],
    ])
    expect(image).not.toMatch(/\bnpm\b/)
  })

  test('runs as a user without rights, with its data in the volume', () => {
    expect(image).toMatch(/^USER node$/m)
    expect(image).toMatch(/\bCARDSTOCK_DATA=\/data\b/)
    expect(image).toMatch(/^VOLUME \/data$/m)
    expect(image.indexOf('\nUSER node')).toBeLessThan(image.indexOf('\nCMD '))
  })

  test('starts as "npm start" does', () => {
    const command = /^CMD (.+)$/m.exec(image)?.[1] ?? '[]'
    const { scripts } = JSON.parse(read('package.json'))
    expect(JSON.parse(command).join(' ')).toBe(scripts.start)
    // Else the cache that is filled would not be the one that is read.
    expect(image).toContain(`timeout --preserve-status 10 \\\n    ${scripts.start} `)
  })

  test('takes no secrets, data or Git history into the build', () => {
    expect(ignored).toEqual(expect.arrayContaining(['.git', 'data', 'node_modules']))
  })

  test('the check of its health is a script that Node can read', () => {
    const [, , script] = JSON.parse(/^ {2}CMD (.+)$/m.exec(image)?.[1] ?? '[]')
    expect(script).toContain('/livez')
    expect(() => new Function(script)).not.toThrow()
  })
})
