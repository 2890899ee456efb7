import type { ComponentChildren } from 'preact'

export interface ButtonProps {
  readonly children: ComponentChildren
  readonly onPress: () => void
  /** `primary`: the one thing to do here; `plain`: without a frame. */
  readonly kind?: 'primary' | 'plain'
  /** Why it cannot be pressed now: it stays in reach of the keyboard, and says so. */
  readonly disabled?: string | undefined
  readonly pressed?: boolean | undefined
  readonly expanded?: boolean | undefined
  /** The name, where the text alone does not tell enough. */
  readonly label?: string | undefined
  readonly class?: string
}

export function Button(props: ButtonProps) {
  const { children, onPress, kind, disabled, pressed, expanded, label } = props
  return (
    <button
      type="button"
      class={['button', kind && `button-${kind}`, props.class].filter(Boolean).join(' ')}
      aria-disabled={disabled === undefined ? undefined : true}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-label={label}
      title={disabled}
      onClick={() => disabled === undefined && onPress()}
    >
      {children}
    </button>
  )
}
