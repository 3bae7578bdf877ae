import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const LINES_MAX = 250

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|css)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

const files = ['admin', 'sidebar', 'shared', 'dev', 'tests'].flatMap(sources)
const text = (file: string): string => readFileSync(join(root, file), 'utf8')
const imports = (file: string): string[] =>
  [...text(file).matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)].map((match) => relative(root, join(root, file, '..', (match[1] ?? match[2]) as string)))
const featureOf = (path: string): string | null => /^admin\/features\/([^/]+)\//.exec(path)?.[1] ?? null

describe('the shape of the faces', () => {
  test.each(files)('%s is short enough to be read', (file) => expect(text(file).split('\n').length).toBeLessThanOrEqual(LINES_MAX + 1))

  test('features do not import one another, nor the frame', () => {
    const wrong = files.flatMap((file) => {
      const own = featureOf(file)
      return own ? imports(file).filter((path) => path.startsWith('admin/app/') || (featureOf(path) ?? own) !== own).map((path) => `${file} → ${path}`) : []
    })
    expect(wrong).toEqual([])
  })

  test('what is shared knows no feature, and the two faces do not know each other', () => {
    const wrong = files.flatMap((file) => {
      const banned = file.startsWith('admin/shared/') ? /^(admin\/(features|app)|sidebar)\// : file.startsWith('shared/') ? /^(admin|sidebar)\// : file.startsWith('sidebar/') ? /^admin\// : file.startsWith('admin/') ? /^(sidebar|dev)\// : null
      return banned ? imports(file).filter((path) => banned.test(path)).map((path) => `${file} → ${path}`) : []
    })
    expect(wrong).toEqual([])
  })

  test('the sidebar carries no component library', () => {
    expect(files.filter((file) => file.startsWith('sidebar/') && /from '(antd|@ant-design)/.test(text(file)))).toEqual([])
  })
})
