import { stringify } from 'yaml'
import { openApi } from '../protocol/openapi.ts'

/** `openapi.yaml` as it is checked in. */
export function openApiText(version: string): string {
  return `# Generated from the schemas by "npm run openapi"; do not edit.\n${stringify(openApi(version), { aliasDuplicateObjects: false, lineWidth: 0 })}`
}
