import { Button } from '../../look/button.tsx'

/** The page's head: what it is, and the way out. */
export function SessionBar({ onLogOut }: { readonly onLogOut: () => void }) {
  return (
    <header class="bar">
      <h1>Companion</h1>
      <Button onPress={onLogOut}>Log out</Button>
    </header>
  )
}
