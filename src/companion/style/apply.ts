import { stylePlan, type Tokens, WATCHED } from './plan.ts'

/** Puts on what may be taken of an EHR's style, in light and dark; returns what takes it off again. */
export function applyStyle(style: Readonly<Record<string, unknown>>): () => void {
  const root = document.documentElement.style
  let put: string[] = []
  const takeOff = () => {
    for (const name of put) root.removeProperty(`--${name}`)
    put = []
  }
  const putOn = () => {
    takeOff()
    for (const [name, value] of Object.entries(stylePlan(style, ownTokens()))) {
      root.setProperty(`--${name}`, value)
      put.push(name)
    }
  }
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  scheme.addEventListener('change', putOn)
  putOn()
  return () => {
    scheme.removeEventListener('change', putOn)
    takeOff()
  }
}

function ownTokens(): Tokens {
  const style = getComputedStyle(document.documentElement)
  return Object.fromEntries(
    WATCHED.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  )
}
