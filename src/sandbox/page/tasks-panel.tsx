import { Button } from '../../look/button.tsx'
import { Badge } from '../../look/icon.tsx'
import { Outside } from '../../look/markdown.tsx'
import { Panel } from '../../look/panel.tsx'
import { FailureText } from './failure-text.tsx'
import type { Store } from './store.ts'
import type { Task } from './tasks.ts'
import { resume } from './work.ts'

const WORDS = {
  waiting: ['info', 'Waits for you'],
  running: ['info', 'Under way'],
  done: ['good', 'Arrived'],
  left: ['info', 'Left as it was'],
  failed: ['critical', 'Failed'],
} as const

/** What was sent and written, and whether it arrived. */
export function TasksPanel({
  store,
  tasks,
}: {
  readonly store: Store
  readonly tasks: readonly Task[]
}) {
  return (
    <Panel title="Sent and written">
      <ul class="orders" aria-live="polite">
        {tasks.map((task) => (
          <TaskItem key={task.id} task={task} onResume={() => resume(store, task)} />
        ))}
      </ul>
    </Panel>
  )
}

function TaskItem({ task, onResume }: { readonly task: Task; readonly onResume: () => void }) {
  const [tone, word] = WORDS[task.state]
  return (
    <li class="order">
      <div>
        <p>{task.text}</p>
        <FailureText failure={task.state === 'failed' ? task.failure : undefined} />
        {task.href !== undefined && <Outside href={task.href}>Open the app</Outside>}
      </div>
      <Badge tone={tone} label={word} />
      {task.state === 'failed' && (
        <Button label={`Try again: ${task.text}`} onPress={onResume}>
          Try again
        </Button>
      )}
    </li>
  )
}
