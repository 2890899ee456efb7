import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'

export interface Tab<K extends string> {
  readonly key: K
  readonly label: ComponentChildren
}

export interface TabsProps<K extends string> {
  readonly name: string
  readonly tabs: readonly Tab<K>[]
  readonly shown: K
  readonly onShow: (key: K) => void
  readonly children: ComponentChildren
}

/** Tabs as the ARIA practices describe them: arrow keys move, one stop for the Tab key. */
export function Tabs<K extends string>({ name, tabs, shown, onShow, children }: TabsProps<K>) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const step = (by: number) => {
    const now = tabs.findIndex(({ key }) => key === shown)
    const next = (now + by + tabs.length) % tabs.length
    const tab = tabs[next]
    if (tab === undefined) return
    onShow(tab.key)
    list.current?.querySelectorAll('button')[next]?.focus()
  }
  return (
    <div class="tabs">
      <div
        class="tab-list"
        role="tablist"
        aria-label={name}
        ref={list}
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight') step(1)
          if (event.key === 'ArrowLeft') step(-1)
        }}
      >
        {tabs.map(({ key, label }) => (
          <button
            key={key}
            type="button"
            role="tab"
            class="tab"
            id={`${id}-${key}`}
            aria-selected={key === shown}
            aria-controls={`${id}-panel`}
            tabIndex={key === shown ? 0 : -1}
            onClick={() => onShow(key)}
          >
            {label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${shown}`} class="stack">
        {children}
      </div>
    </div>
  )
}
