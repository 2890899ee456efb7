import type { Lack } from '../figures/lacks.ts'

/** What is lacking, one a line, each with its why. */
export function LackList({ lacks }: { readonly lacks: readonly Lack[] }) {
  return (
    <ul>
      {lacks.map(({ name, title, why }) => (
        <li key={name}>{title === '' ? why : `${title}: ${why}`}</li>
      ))}
    </ul>
  )
}
