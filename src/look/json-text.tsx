/** JSON to be read: indented, scrolling in its place. A text is shown as it came. */
export function JsonText({ value }: { readonly value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in reach of the keyboard
    <pre class="json" tabIndex={0}>
      {text}
    </pre>
  )
}
