import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { fixtures } from './dev/middleware.ts'
import { cssVariables, tokens } from './shared/tokens.ts'

const here = import.meta.dirname
/** Lists below a campaign that the server describes: a tab appears with its route. */
function campaignLists(): string[] {
  const { paths } = JSON.parse(readFileSync(resolve(here, '../../openapi.json'), 'utf8')) as { paths: Record<string, { get?: unknown }> }
  const below = '/api/admin/campaigns/{campaign_id}/'
  return Object.entries(paths).flatMap(([path, operations]) => (path.startsWith(below) && operations.get ? [path.slice(below.length)] : []))
}

const FACES = ['admin', 'sidebar', 'docs']

/** Puts the tokens into the page as CSS variables, so that the first paint has them already. */
function tokenVariables(): Plugin {
  return {
    name: 'siyu-tokens',
    transformIndexHtml: () => [
      { tag: 'style', injectTo: 'head-prepend', children: cssVariables(tokens) },
      { tag: 'meta', injectTo: 'head', attrs: { name: 'theme-color', content: tokens.color.canvas } },
    ],
  }
}

/**
 * One project, an entry for each face. Each is a build of its own (`--mode admin` and so on), because the
 * backend serves each below a base path of its own and Vite knows one base per build.
 */
export default defineConfig(({ mode }) => {
  const face = FACES.find((name) => name === mode) ?? 'admin'
  const backend = process.env['SIYU_BACKEND'] ?? 'http://127.0.0.1:8000'
  const sampled = process.env['SIYU_FIXTURES'] === '1'
  const proxied: Record<string, string> = sampled ? {} : { '/api': backend, '/files': backend }
  return {
    root: resolve(here, face),
    base: `/${face}/`,
    define: { __CAMPAIGN_LISTS__: JSON.stringify(campaignLists()) },
    plugins: [react(), tokenVariables(), fixtures(sampled)],
    build: {
      outDir: resolve(here, 'dist', face),
      emptyOutDir: true,
      target: 'es2022',
      chunkSizeWarningLimit: 1600,
    },
    server: { port: Number(process.env['SIYU_WEB_PORT'] ?? 8130), strictPort: true, host: '127.0.0.1', proxy: proxied },
    test: { root: here, include: ['tests/**/*.test.ts'], environment: 'node' },
  }
})
