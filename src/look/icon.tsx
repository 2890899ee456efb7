export type Tone = 'info' | 'warning' | 'critical' | 'good'

const PATHS: Readonly<Record<Tone, string>> = {
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5M12 8h.01',
  warning: 'M12 4 2.5 20h19zM12 10v4M12 17h.01',
  critical: 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16h.01',
  good: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8 12l3 3 5-6',
}

/** A shape of its own for each tone, so that none is told by colour alone; words stand beside it. */
export function Icon({ tone }: { readonly tone: Tone }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[tone]} />
    </svg>
  )
}

/** A tone as an icon and a word. */
export function Badge({ tone, label }: { readonly tone: Tone; readonly label: string }) {
  return (
    <span class={`badge tone-${tone}`}>
      <Icon tone={tone} />
      {label}
    </span>
  )
}
