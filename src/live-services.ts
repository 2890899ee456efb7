import { type FSWatcher, statSync, watch } from 'node:fs'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { loadServices } from './engine/load-services.ts'
import { type Registry, RegistryError } from './engine/registry.ts'

export interface LiveServices {
  /** Services that came out of a change of files. */
  changed(registry: Registry): void
  /** A change that cannot be loaded; what runs goes on. Each problem names its file. */
  refused(problems: readonly string[]): void
  /** Changes cannot be noticed (no such folder, too many watchers): what runs goes on. */
  blind(code: string): void
}

/** Editors write a file in several steps, and a new rule is several files. */
const SETTLE_MS = 50

/**
 * Loads the services again whenever a file of theirs changes, for authors at work on a rule. Node keeps
 * every module it has loaded, so each loading asks for modules of another name; the ones before stay in
 * memory, which is why this is no way to run in production.
 *
 * @returns stops it
 */
export function watchServices(folder: string, live: LiveServices): () => void {
  const home = `${pathToFileURL(folder).href}/`
  let generation = 0
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const found = nextResolve(specifier, context)
      if (generation === 0 || !found.url.startsWith(home)) return found
      return { ...found, url: `${found.url.split('?')[0]}?generation=${generation}` }
    },
  })
  let stopped = false
  let settling: NodeJS.Timeout | undefined
  let loading: Promise<void> = Promise.resolve()

  async function reload(): Promise<void> {
    if (stopped) return
    // Before it is read: what changes from here on is noticed again.
    look()
    generation += 1
    try {
      live.changed(await loadServices(folder))
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error
      live.refused(error.problems)
    }
  }

  function noticed(): void {
    clearTimeout(settling)
    // One after the other, or an older state could come out last.
    settling = setTimeout(() => {
      loading = loading.then(reload)
    }, SETTLE_MS)
  }

  const cannot = (error: NodeJS.ErrnoException): void => live.blind(error.code ?? error.name)
  let watcher: FSWatcher | undefined
  /** Node watches files, not names: one that was replaced, as editors do, is watched only from anew. */
  function look(): void {
    watcher?.close()
    try {
      // Watched recursively, a folder that is not there is no error of its own.
      statSync(folder)
      watcher = watch(folder, { recursive: true }, noticed).on('error', cannot)
    } catch (error) {
      cannot(error as NodeJS.ErrnoException)
    }
  }
  look()
  return () => {
    stopped = true
    clearTimeout(settling)
    watcher?.close()
    hooks.deregister()
  }
}
