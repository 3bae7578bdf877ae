import type { Chunk, Compilation, Compiler } from 'webpack'

interface Tag { tagName: string; voidTag: boolean; attributes: Record<string, string>; meta: object }
interface TagGroups { headTags: Tag[]; publicPath: string }
interface HtmlPlugin { getHooks(compilation: Compilation): { alterAssetTagGroups: { tap(name: string, change: (groups: TagGroups) => TagGroups): void } } }

const NAME = 'PreloadHome'
const HOME = /features\/catalogue\/home\/index\.tsx/

const isFirst = (compilation: Compilation, chunk: Chunk): boolean =>
  chunk.name === 'common' || [...compilation.chunkGraph.getChunkModules(chunk)].some((module) => HOME.test(module.identifier()))

/** The page's code is asked for together with the application's, not after it has run. */
export class PreloadHome {
  apply(compiler: Compiler): void {
    compiler.hooks.compilation.tap(NAME, (compilation) => {
      const html = compiler.options.plugins.find((plugin) => plugin?.constructor.name === 'HtmlWebpackPlugin')?.constructor as unknown as HtmlPlugin | undefined
      html?.getHooks(compilation).alterAssetTagGroups.tap(NAME, (groups) => {
        const files = [...compilation.chunks].filter((chunk) => !chunk.canBeInitial() && isFirst(compilation, chunk)).flatMap((chunk) => [...chunk.files])
        const tags = files.filter((file) => /\.(js|css)$/.test(file)).map((file): Tag => ({
          tagName: 'link', voidTag: true, meta: {}, attributes: { rel: 'preload', as: file.endsWith('.js') ? 'script' : 'style', href: groups.publicPath + file },
        }))
        return { ...groups, headTags: [...groups.headTags, ...tags] }
      })
    })
  }
}
