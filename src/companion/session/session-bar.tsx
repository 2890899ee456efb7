import { Button } from '../../look/button.tsx'

interface Props {
  readonly onLogOut: () => void
  /** Whether the list of sessions is shown. */
  readonly isListing: boolean
  readonly onList: () => void
}

/** The page's head: what it is, and the ways out. */
export function SessionBar({ onLogOut, isListing, onList }: Props) {
  return (
    <header class="bar">
      <h1>Companion</h1>
      <div class="row">
        <Button onPress={onList} expanded={isListing}>
          Your sessions
        </Button>
        <Button onPress={onLogOut}>Log out</Button>
      </div>
    </header>
  )
}
