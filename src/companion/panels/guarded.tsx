import { Component, type ComponentChildren } from 'preact'
import { Notice } from '../../look/notice.tsx'
import { Panel } from '../../look/panel.tsx'

interface Props {
  readonly title: string
  readonly children: ComponentChildren
}

/** A part of the page whose failure leaves the others alone. */
export class Guarded extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false }

  override componentDidCatch() {
    this.setState({ failed: true })
  }

  override render({ title, children }: Props) {
    if (!this.state.failed) return children
    return (
      <Panel title={title}>
        <Notice
          tone="warning"
          title="This part cannot be shown."
          onRetry={() => this.setState({ failed: false })}
        >
          <p>The data are not what this page can draw. The other parts are not affected.</p>
        </Notice>
      </Panel>
    )
  }
}
