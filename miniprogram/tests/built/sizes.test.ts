import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'

const DIST = path.resolve(import.meta.dirname, '../../dist')
const KB = 1000

interface AppJson { pages: string[]; subPackages: { root: string; pages: string[] }[]; preloadRule: Record<string, { packages: string[] }>; lazyCodeLoading: string; tabBar: { list: { pagePath: string; iconPath: string; selectedIconPath: string }[] } }

const bytesUnder = (dir: string): number =>
  readdirSync(dir, { withFileTypes: true }).reduce((sum, entry) => sum + (entry.isDirectory() ? bytesUnder(path.join(dir, entry.name)) : statSync(path.join(dir, entry.name)).size), 0)

describe('weapp', () => {
  const root = path.join(DIST, 'weapp')
  const app = (): AppJson => JSON.parse(readFileSync(path.join(root, 'app.json'), 'utf8')) as AppJson

  test('every page is there with its four files', () => {
    const { pages, subPackages } = app()
    const all = [...pages, ...subPackages.flatMap((part) => part.pages.map((page) => `${part.root}/${page}`))]
    const missing = all.flatMap((page) => ['js', 'json', 'wxml', 'wxss'].map((kind) => `${page}.${kind}`)).filter((file) => !existsSync(path.join(root, file)))
    expect(missing).toEqual([])
    expect(all.length).toBeGreaterThanOrEqual(21)
  })

  test('tab pages are in the main package and have icons within 40 kB', () => {
    const { pages, tabBar } = app()
    for (const tab of tabBar.list) {
      expect(pages).toContain(tab.pagePath)
      for (const icon of [tab.iconPath, tab.selectedIconPath]) expect(statSync(path.join(root, icon)).size).toBeLessThan(40 * KB)
    }
  })

  test('code is loaded on demand and the next package ahead of need', () => {
    const { lazyCodeLoading, preloadRule, subPackages } = app()
    expect(lazyCodeLoading).toBe('requiredComponents')
    const roots = subPackages.map((part) => part.root)
    for (const { packages } of Object.values(preloadRule)) for (const name of packages) expect(roots).toContain(name)
  })

  test('the main package keeps within 700 kB, each sub-package within 400 kB', () => {
    const sizes = app().subPackages.map((part) => ({ root: part.root, bytes: bytesUnder(path.join(root, part.root)) }))
    const main = bytesUnder(root) - sizes.reduce((sum, part) => sum + part.bytes, 0)
    console.info('weapp kB', { main: Math.round(main / KB), ...Object.fromEntries(sizes.map((part) => [part.root, Math.round(part.bytes / KB)])) })
    expect(main).toBeLessThanOrEqual(700 * KB)
    expect(sizes.filter((part) => part.bytes > 400 * KB)).toEqual([])
  })

  test('nothing meant for browsers is in it', () => {
    const code = readFileSync(path.join(root, 'common.js'), 'utf8') + readFileSync(path.join(root, 'app.wxss'), 'utf8') + readFileSync(path.join(root, 'app-origin.wxss'), 'utf8')
    expect(code).not.toContain('localStorage')
    expect(code).not.toContain('taro_page')
  })
})

describe('h5', () => {
  const root = path.join(DIST, 'h5')
  const gzipped = (file: string): number => gzipSync(readFileSync(file), { level: 9 }).length

  test('the home page asks for at most 200 kB of compressed JavaScript', () => {
    const html = readFileSync(path.join(root, 'index.html'), 'utf8')
    // The document names all of it: what starts at once and what is sent ahead for the home page.
    const files = [...new Set([...html.matchAll(/\/mini\/(js\/[^",]+)/g)].map(([, file]) => file ?? ''))]
    expect(files.map((file) => file.split('.')[0])).toEqual(expect.arrayContaining(['js/app', 'js/common']))
    expect(files.some((file) => readFileSync(path.join(root, file), 'utf8').includes('home__search'))).toBe(true)
    const sizes = files.map((file) => gzipped(path.join(root, file)))
    const total = sizes.reduce((sum, size) => sum + size, 0)
    console.info('h5 home kB, compressed', Math.round(total / KB))
    expect(total).toBeLessThanOrEqual(200 * KB)
  })

  test('all addresses lie under /mini/', () => {
    const html = readFileSync(path.join(root, 'index.html'), 'utf8')
    for (const [, address] of html.matchAll(/(?:src|href)="(\/[^"]*)"/g)) expect(address).toMatch(/^\/mini\//)
  })
})
