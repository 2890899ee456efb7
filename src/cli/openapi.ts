import { readFileSync, writeFileSync } from 'node:fs'
import { openApiText } from './openapi-text.ts'

const root = new URL('../../', import.meta.url)
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  version: string
}
writeFileSync(new URL('openapi.yaml', root), openApiText(version))
