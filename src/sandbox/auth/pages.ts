import { html } from '../../html.ts'
import { isChoice } from '../scopes.ts'
import type { SandboxPatient } from '../world.ts'
import type { Pending } from './grants.ts'

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${html(title)}</title><link rel="stylesheet" href="style.css"></head>
<body><main><h1>${html(title)}</h1>
${body}
</main></body></html>
`

/** Where an app asks for access: whose records, and which of the scopes. */
export function consentPage(
  name: string,
  pending: string,
  { scopes, launch }: Pending,
  patients: readonly SandboxPatient[] | undefined,
): string {
  const choose =
    patients === undefined
      ? ''
      : `<p><label for="patient">Whose records?</label>
<select id="patient" name="patient" required>${patients.map(optionOf).join('')}</select></p>`
  const of = launch === undefined ? '' : `<p>It was opened for the patient of the chart.</p>`
  return page(
    `${name} asks for access`,
    `<p>The sandbox plays the record system here. Leave out a scope to see how the app does without.</p>
${of}<form method="post" action="decide"><input type="hidden" name="pending" value="${html(pending)}">
${choose}<fieldset><legend>It may</legend>
${scopes.filter(isChoice).map(boxOf).join('\n')}
</fieldset>
<p><button name="decision" value="allow">Allow</button>
<button name="decision" value="deny" formnovalidate>Deny</button></p></form>`,
  )
}

/** What a person sees where nobody may be sent back to. */
export function refusalPage(why: string): string {
  return page(
    'This app cannot be authorized',
    `<p>${html(why)}</p><p>Nothing was sent to the app.</p>`,
  )
}

function optionOf({ id, name, birthDate }: SandboxPatient): string {
  return `<option value="${html(id)}">${html(name)}, born ${html(birthDate ?? 'on an unknown day')}</option>`
}

function boxOf(scope: string): string {
  const value = html(scope)
  return `<label><input type="checkbox" name="scope" value="${value}" checked> <code>${value}</code></label>`
}

export const STYLE = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 34rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem }
label { display: block; padding: .3rem 0 }
code { overflow-wrap: anywhere }
select, button { font: inherit; min-height: 2.75rem; padding: .3rem .9rem; max-width: 100% }
fieldset { border: 1px solid #8888; border-radius: .4rem }
`
