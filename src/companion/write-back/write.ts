import type { Api } from '../api/client.ts'
import type { Resource } from '../api/contract.ts'
import type { ApiFault } from '../api/fault.ts'
import type { WriteEvent } from './state.ts'

/** Writes what is not written yet, one after the other, and tells what became of each. */
export async function write(
  api: Pick<Api, 'create'>,
  resources: readonly Resource[],
  written: number,
  tell: (event: WriteEvent) => void,
): Promise<void> {
  for (const resource of resources.slice(written)) {
    try {
      const { resourceType, id } = await api.create(resource)
      tell({ type: 'wrote', reference: id === undefined ? resourceType : `${resourceType}/${id}` })
    } catch (error) {
      const { kind, message } = error as ApiFault // of `create`
      tell({ type: kind === 'unknown' ? 'lost' : 'failed', why: message })
      return
    }
  }
  tell({ type: 'finished' })
}
