import { type BinaryLike, createHash } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** SHA-256 (base64url) of the files that services may consist of, by path from the services folder. */
export type Digests = Readonly<Record<string, string>>

/** What modules of services may import besides each other. */
const OPEN: ReadonlySet<string> = new Set(['#cds'])
const IS_PATH = /^(?:\.{0,2}\/|file:)/

/** Folders whose modules are services', each as a URL that ends in `/`. */
const homes = new Set<string>()
/** The digests to hold files to, by the URL of the folder. */
const pinned = new Map<string, { readonly folder: string; readonly digests: Digests }>()
let isUp = false

/**
 * From now on modules of this folder import nothing but `#cds` and each other: no network, files,
 * processes or packages (threat T23). Holds for the thread that calls it, and is called before anything of
 * the folder is loaded. Tests beside rules are free, and no module but a test imports one.
 */
export function fence(folder: string): void {
  // What is not there is told, with a remedy, by whoever loads it.
  if (!existsSync(folder)) return
  homes.add(urlOf(folder))
  if (isUp) return
  isUp = true
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const { parentURL } = context
      if (parentURL === undefined || !isFenced(parentURL)) return nextResolve(specifier, context)
      const found =
        IS_PATH.test(specifier) || OPEN.has(specifier) ? nextResolve(specifier, context) : undefined
      // A test is free to import, and would hand on to a rule what it has.
      if (found !== undefined && isTest(found.url))
        throw new FenceError(`imports "${specifier}": tests are not for modules of services`)
      if (found !== undefined && (OPEN.has(specifier) || isWithin(found.url))) return found
      throw new FenceError(
        `imports "${specifier}": modules of services may import ${[...OPEN].join(', ')} and files of the services folder`,
      )
    },
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (pinned.size > 0 && isWithin(url)) checkDigest(url, loaded.source)
      return loaded
    },
  })
}

/** From now on a file of this folder is loaded only if it is listed, and its content is as listed. */
export function pin(folder: string, digests: Digests): void {
  fence(folder)
  pinned.set(urlOf(folder), { folder: realpathSync(folder), digests })
}

/** A module of a service is not what it may be. */
class FenceError extends Error {
  override readonly name = 'FenceError'
}

export function digestOf(content: BinaryLike): string {
  return createHash('sha256').update(content).digest('base64url')
}

function checkDigest(url: string, source: unknown): void {
  const file = fileURLToPath(plain(url))
  const [, own] = [...pinned].find(([home]) => url.startsWith(home)) ?? []
  const name = own === undefined ? file : relative(own.folder, file)
  const digest =
    own !== undefined && Object.hasOwn(own.digests, name) ? own.digests[name] : undefined
  if (digest === undefined)
    throw new FenceError(`${name} is not in the services manifest: sign the folder as it is now`)
  if (source === undefined || source === null || digestOf(source as BinaryLike) !== digest)
    throw new FenceError(`${name} is not as it was when the services manifest was signed`)
}

function isFenced(url: string): boolean {
  return isWithin(url) && !isTest(url)
}

function isTest(url: string): boolean {
  return plain(url).endsWith('.test.ts')
}

function isWithin(url: string): boolean {
  for (const home of homes) if (url.startsWith(home)) return true
  return false
}

/** Without query and fragment: the generation, while services are written (`src/live-services.ts`). */
function plain(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? url
}

/** Modules bear the URL of where they really are, whatever links lead there. */
function urlOf(folder: string): string {
  return `${pathToFileURL(realpathSync(folder)).href}/`
}
