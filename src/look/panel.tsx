import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export interface PanelProps {
  readonly title: string
  readonly children: ComponentChildren
  /** Beside the heading. */
  readonly aside?: ComponentChildren
  /** The heading's level; 2 when left out. */
  readonly level?: 2 | 3
  readonly class?: string
  /** Where links to this panel lead. */
  readonly id?: string
}

/** A framed part of a page under a heading that names it. */
export function Panel({ title, children, aside, level = 2, class: more, id: own }: PanelProps) {
  const made = useId()
  const id = own ?? made
  const Heading = `h${level}` as const
  return (
    <section class={more === undefined ? 'panel' : `panel ${more}`} aria-labelledby={id}>
      <div class="panel-head">
        <Heading id={id} tabIndex={-1}>
          {title}
        </Heading>
        {aside}
      </div>
      {children}
    </section>
  )
}
