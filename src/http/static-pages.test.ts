import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import express from 'express'
import { pino } from 'pino'
import request from 'supertest'
import { errorHandler } from './errors.ts'
import { staticPages } from './static-pages.ts'

function folder(): string {
  const built = mkdtempSync(join(tmpdir(), 'cardstock-page-'))
  mkdirSync(join(built, 'assets'))
  writeFileSync(join(built, 'index.html'), '<!doctype html><title>Page</title>')
  writeFileSync(join(built, 'assets', 'main-1a2b.js'), 'export {}')
  writeFileSync(join(built, 'assets', 'main-1a2b.js.map'), '{}')
  writeFileSync(join(built, 'assets', 'main-1a2b.css'), 'a {}')
  writeFileSync(join(built, 'assets', 'mark-1a2b.svg'), '<svg/>')
  writeFileSync(join(built, 'secret.txt'), 'secret')
  return built
}

function appOf(built: string, more: { readonly frames?: string } = {}) {
  const app = express()
  app.use('/app', staticPages({ folder: built, frameAncestors: () => "'none'", ...more }))
  app.use((_request, response) => void response.status(404).end())
  app.use(errorHandler(pino({ level: 'silent' }), () => {}))
  return app
}

test('the page is never kept, and may do only what the policy says', async () => {
  const answer = await request(appOf(folder())).get('/app/')
  expect(answer.status).toBe(200)
  expect(answer.text).toContain('<title>Page</title>')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  )
})

test('a page that frames another says so', async () => {
  const answer = await request(appOf(folder(), { frames: "'self'" })).get('/app/')
  expect(answer.headers['content-security-policy']).toContain("; frame-src 'self'; ")
})

test('assets are kept for ever, and sent with gzip to whoever takes it', async () => {
  const app = appOf(folder())
  const zipped = await request(app).get('/app/assets/main-1a2b.js')
  expect(zipped.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(zipped.headers['content-type']).toBe('text/javascript; charset=utf-8')
  expect(zipped.headers['content-encoding']).toBe('gzip')
  expect(zipped.text).toBe('export {}')
  const plain = await request(app)
    .get('/app/assets/main-1a2b.js')
    .set('accept-encoding', 'identity')
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.text).toBe('export {}')
})

test.each([
  ['', 'text/html'],
  ['assets/main-1a2b.js', 'text/javascript'],
  ['assets/main-1a2b.css', 'text/css'],
  ['assets/mark-1a2b.svg', 'image/svg+xml'],
])('what is text says in which characters: %s', async (name, type) => {
  const answer = await request(appOf(folder())).get(`/app/${name}`)
  expect(answer.headers['content-type']).toBe(`${type}; charset=utf-8`)
})

test('files are read once, however often an app is made of them', async () => {
  const built = folder()
  appOf(built)
  writeFileSync(join(built, 'assets', 'late-1a2b.js'), 'export {}')
  const answer = await request(appOf(built)).get('/app/assets/late-1a2b.js')
  expect(answer.status).toBe(404)
})

test('the address without its slash leads to the one with it, relative to where it stands', async () => {
  const answer = await request(appOf(folder())).get('/app?x=1')
  expect(answer.status).toBe(308)
  expect(answer.headers.location).toBe('app/?x=1')
})

describe('nothing but what was there at the start is served', () => {
  test.each([
    '/app/secret.txt',
    '/app/assets/main-1a2b.js.map',
    '/app/assets/..%2fsecret.txt',
    '/app/assets/..%2findex.html',
    '/app/assets/constructor',
    '/app/assets/',
    '/app/index.html',
  ])('%s', async (path) => {
    expect((await request(appOf(folder())).get(path)).status).toBe(404)
  })

  test('a file that comes later', async () => {
    const built = folder()
    const app = appOf(built)
    writeFileSync(join(built, 'assets', 'later.js'), '')
    expect((await request(app).get('/app/assets/later.js')).status).toBe(404)
  })
})

test.each(['/app/', '/app/assets/main-1a2b.js'])('%s is read only', async (path) => {
  const answer = await request(appOf(folder())).post(path)
  expect(answer.status).toBe(405)
  expect(answer.headers.allow).toBe('GET, HEAD')
})

test('a page that was not built says how to build it', async () => {
  const answer = await request(appOf(join(tmpdir(), 'cardstock-no-such-folder'))).get('/app/')
  expect(answer.status).toBe(503)
  expect(answer.text).toContain('npm run build')
})
