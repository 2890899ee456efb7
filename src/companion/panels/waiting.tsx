/** Holds the place of what is being loaded, so that nothing jumps when it comes. */
export function Waiting({
  what,
  size,
}: {
  readonly what: string
  readonly size: 'panel' | 'page'
}) {
  return (
    <div class={`waiting waiting-${size}`} role="status">
      <span class="quiet">Loading {what} …</span>
    </div>
  )
}
