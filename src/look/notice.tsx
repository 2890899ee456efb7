import type { ComponentChildren } from 'preact'
import { Button } from './button.tsx'
import { Icon, type Tone } from './icon.tsx'

const WORDS: Readonly<Record<Tone, string>> = {
  info: 'Information',
  warning: 'Warning',
  critical: 'Critical',
  good: 'Done',
}

export interface NoticeProps {
  readonly tone: Tone
  readonly title: string
  readonly children?: ComponentChildren
  /** Offers to try again. */
  readonly onRetry?: (() => void) | undefined
}

/** Something to know. Where it appears after the page did, put it into a live region. */
export function Notice({ tone, title, children, onRetry }: NoticeProps) {
  return (
    <div class={`notice tone-${tone}`}>
      <Icon tone={tone} />
      <div class="notice-body">
        <p>
          <span class="visually-hidden">{WORDS[tone]}: </span>
          <strong>{title}</strong>
        </p>
        {children}
        {onRetry && <Button onPress={onRetry}>Try again</Button>}
      </div>
    </div>
  )
}
