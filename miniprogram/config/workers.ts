import path from 'node:path'
import { esbuild } from '@tarojs/helper'
import type { IPluginContext } from '@tarojs/service'

/**
 * Builds the worker of the weapp into the folder that app.config.ts names: WeChat loads a worker as one file that shares
 * no chunk with the pages, which Taro's own build cannot make. In h5 webpack makes it from `new Worker(new URL(…))`.
 */
export default (ctx: IPluginContext): void => {
  ctx.onBuildFinish(async ({ error }: { error?: Error | null }) => {
    if (error || process.env.TARO_ENV !== 'weapp') return
    await esbuild.build({
      entryPoints: [path.resolve(__dirname, '../src/shared/combination/worker.ts')],
      outfile: path.join(ctx.paths.outputPath, 'workers/combination.js'),
      bundle: true, minify: true, format: 'iife', target: 'es2018', charset: 'utf8', logLevel: 'warning',
    })
  })
}
