import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keep, kept } from '../sidebar/shared/keep'
import { beginLogin, secretOf, signIn } from '../sidebar/shared/session'

interface Asked {
  url: string
  body: unknown
}

let asked: Asked[] = []
const answers: Record<string, unknown> = {
  '/logins': { isOn: true, url: 'https://login.example/?state=abc', state: 'abc', secret: 'mine' },
  '/session': { token: 'fresh', expiresAt: '2026-11-28T12:00:00Z', guide: { userId: 'xiaoqing' } },
}

beforeEach(() => {
  asked = []
  for (const name of ['login', 'session']) keep(name, null)
  vi.stubGlobal('fetch', (url: string | URL | Request, given?: RequestInit) => {
    const address = url instanceof Request ? url.url : String(url)
    asked.push({ url: address, body: JSON.parse(String(given?.body ?? 'null')) as unknown })
    const found = Object.entries(answers).find(([path]) => address.endsWith(path))
    return Promise.resolve(new Response(JSON.stringify(found?.[1]), { status: 201, headers: { 'Content-Type': 'application/json' } }))
  })
})
afterEach(() => vi.unstubAllGlobals())

test('what was begun here is ended with its own secret, once', async () => {
  expect(await beginLogin('/sidebar/?contact=wm1')).toBe('https://login.example/?state=abc')
  expect(secretOf('abc')).toBe('mine')
  expect(secretOf('abc')).toBeNull()
  await signIn('code', { state: 'abc', secret: 'mine' })
  expect(asked.map(({ body }) => body)).toEqual([{ returnTo: '/sidebar/?contact=wm1' }, { code: 'code', state: 'abc', secret: 'mine' }])
  expect(JSON.parse(kept('session') ?? '')).toMatchObject({ token: 'fresh', userId: 'xiaoqing' })
})

test('a link with a state of somebody else has no secret here, and ends what was begun', async () => {
  expect(secretOf('theirs')).toBeNull()
  await beginLogin('/sidebar/')
  expect(secretOf('theirs')).toBeNull()
  expect(secretOf('abc')).toBeNull()
  await beginLogin('/sidebar/')
  expect(secretOf(null)).toBeNull()
})
