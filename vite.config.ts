import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The pages that are built, by `--mode`: where their sources are, and where they are served from. */
const PAGES: Readonly<Record<string, { root: string; outDir: string }>> = {
  companion: { root: here('src/companion'), outDir: here('dist/companion') },
  sandbox: { root: here('src/sandbox/page'), outDir: here('dist/sandbox') },
}

/**
 * Reading a chart is the service's part: a browser recomputes scores from inputs that were read
 * already. The product table (2 MB) and the UCUM library hang on the readers and stay out.
 */
const withoutReaders: Plugin = {
  name: 'without-readers',
  enforce: 'pre',
  load(id) {
    if (id.endsWith('/rxnorm-products.json'))
      return '{ "attribution": "", "ingredients": {}, "products": "" }'
    if (id.includes('/@lhncbc/ucum-lhc/')) return 'export const UcumLhcUtils = undefined'
    return undefined
  },
}

export default defineConfig(({ mode }) => {
  const page = PAGES[mode]
  if (page === undefined) throw new Error(`--mode is one of ${Object.keys(PAGES).join(', ')}`)
  return {
    ...page,
    // Wherever a proxy puts the service, the page finds what belongs to it.
    base: './',
    publicDir: false,
    plugins: [withoutReaders],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: page.outDir,
      emptyOutDir: true,
      target: 'es2022',
      // No inline scripts, styles or data URLs: the CSP allows none.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  }
})
