import type { Chunk, Compilation, Compiler } from 'webpack'

interface Tag { tagName: string; voidTag: boolean; attributes: Record<string, string>; meta: object }
interface TagGroups { headTags: Tag[]; publicPath: string }
interface HtmlPlugin { getHooks(compilation: Compilation): { alterAssetTagGroups: { tap(name: string, change: (groups: TagGroups) => TagGroups): void } } }

const NAME = 'PreloadHome'
const HOME = /features\/catalogue\/home\/index\.tsx/

const isFirst = (compilation: Compilation, chunk: Chunk): boolean =>
  chunk.name === 'common' || [...compilation.chunkGraph.getChunkModules(chunk)].some((module) => HOME.test(module.identifier()))

const preload = (address: string): Tag =>
  ({ tagName: 'link', voidTag: true, meta: {}, attributes: { rel: 'preload', as: address.endsWith('.js') ? 'script' : 'style', href: address } })

/**
 * All code of the home page is asked for at once, but does not run by itself: the document (index.html) starts the
 * scripts named in its meta tag once its first picture is painted, since a phone is busy for a second with running them.
 */
export class PreloadHome {
  apply(compiler: Compiler): void {
    compiler.hooks.compilation.tap(NAME, (compilation) => {
      const html = compiler.options.plugins.find((plugin) => plugin?.constructor.name === 'HtmlWebpackPlugin')?.constructor as unknown as HtmlPlugin | undefined
      html?.getHooks(compilation).alterAssetTagGroups.tap(NAME, (groups) => {
        const scripts = groups.headTags.filter((tag) => tag.tagName === 'script').map((tag) => tag.attributes.src ?? '')
        const files = [...compilation.chunks].filter((chunk) => !chunk.canBeInitial() && isFirst(compilation, chunk)).flatMap((chunk) => [...chunk.files])
        const ahead = [...scripts, ...files.filter((file) => /\.(js|css)$/.test(file)).map((file) => groups.publicPath + file)].map(preload)
        const meta: Tag = { tagName: 'meta', voidTag: true, meta: {}, attributes: { name: 'siyu-scripts', content: scripts.join(',') } }
        return { ...groups, headTags: [meta, ...groups.headTags.filter((tag) => tag.tagName !== 'script'), ...ahead] }
      })
    })
  }
}
