import path from 'node:path'
import { defineConfig } from '@tarojs/cli'
import { PreloadHome } from './preload-home'

const client = path.resolve(__dirname, '../../app/client')

/** One source, two shops. `SIYU_PUBLIC_URL` is where the built weapp finds the server; h5 asks its own origin. */
export default defineConfig({
  projectName: 'siyu',
  designWidth: 375,
  deviceRatio: { 375: 2, 750: 1 },
  sourceRoot: 'src',
  outputRoot: `dist/${process.env.TARO_ENV}`,
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: true },
  logger: { quiet: true, stats: false },
  alias: {
    '@': path.resolve(__dirname, '../src'),
    // npm nests this one under the mini-program (its optional peer vite 4 is not the admin's vite), where Taro's own packages do not look.
    '@tarojs/plugin-framework-react': path.dirname(require.resolve('@tarojs/plugin-framework-react/package.json')),
  },
  jsMinimizer: 'esbuild',
  esbuild: { minify: { config: { target: 'es2018', charset: 'utf8' } } },
  defineConstants: { SIYU_PUBLIC_URL: JSON.stringify(process.env.SIYU_PUBLIC_URL ?? 'http://127.0.0.1:8000') },
  plugins: [path.resolve(__dirname, 'weapp-labels.ts'), path.resolve(__dirname, 'workers.ts')],
  // The logo's address is part of the shop's settings (/mini/logo.png).
  copy: { patterns: process.env.TARO_ENV === 'h5' ? [{ from: 'src/h5/', to: 'dist/h5/' }] : [], options: {} },
  mini: {
    compile: { include: [client] },
    optimizeMainPackage: { enable: true },
    postcss: {
      pxtransform: { enable: true, config: {} },
      url: { enable: true, config: { limit: 4096 } },
    },
    miniCssExtractPluginOption: { ignoreOrder: true },
  },
  h5: {
    publicPath: '/mini/',
    staticDirectory: 'static',
    compile: { include: [client] },
    router: { mode: 'hash' },
    webpackChain(chain) {
      // What most pages use is sent once, not with each page.
      chain.optimization.splitChunks({ chunks: 'async', cacheGroups: { default: false, common: { name: 'common', minChunks: 8, reuseExistingChunk: true } } })
      chain.plugin('preload-home').use(PreloadHome)
    },
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
    miniCssExtractPluginOption: { ignoreOrder: true, filename: 'css/[name].[contenthash:8].css', chunkFilename: 'css/[name].[contenthash:8].css' },
    postcss: {
      autoprefixer: { enable: true, config: {} },
      // A pixel of the design is a CSS pixel: the column is 480 px at most, so nothing needs to grow with the window.
      pxtransform: { enable: false, config: {} },
    },
  },
})
