/** Serves the built h5 with the fixture shop behind it, or a running backend (SIYU_BACKEND): `npx esbuild dev/serve.ts --bundle --platform=node | node - 8120`. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { createShop } from '../tests/fixtures/shop'

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.png': 'image/png', '.svg': 'image/svg+xml' }
const TINTS = ['#F3D9CE', '#DDE8DF', '#F1E6CF', '#E3DDEA', '#DCE6EE', '#F0DFE2']
const BACKEND = process.env.SIYU_BACKEND
const root = path.resolve('dist/h5')
const shop = createShop()

const draw = (name: string): string => {
  const [, n = '0', w = '600', h = '600'] = /fixture-(\d+)-(\d+)x(\d+)/.exec(name) ?? []
  const tint = TINTS[Number(n) % TINTS.length]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}"><rect width="100%" height="100%" fill="${tint}"/><circle cx="60%" cy="46%" r="${Number(h) * 0.3}" fill="#fff" opacity=".55"/><rect x="48%" y="28%" width="24%" height="46%" rx="24" fill="#fff" opacity=".8"/></svg>`
}

createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://shop')
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  if (BACKEND && /^\/(api|files)\//.test(url.pathname)) {
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => ['authorization', 'content-type', 'idempotency-key'].includes(name))) as Record<string, string>
    const answer = await fetch(BACKEND + url.pathname + url.search, { method: request.method, headers, body: chunks.length ? Buffer.concat(chunks) : undefined })
    return response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? '' }).end(Buffer.from(await answer.arrayBuffer()))
  }
  if (url.pathname.startsWith('/api/mini')) {
    const text = Buffer.concat(chunks).toString()
    const token = request.headers.authorization?.replace('Bearer ', '') ?? null
    const { status, data } = shop.answer({ method: request.method ?? 'GET', path: url.pathname.slice('/api/mini'.length), query: Object.fromEntries(url.searchParams), body: text && request.headers['content-type']?.includes('json') ? JSON.parse(text) : undefined, token })
    return response.writeHead(status, { 'Content-Type': 'application/json' }).end(data === null ? '' : JSON.stringify(data))
  }
  if (url.pathname.startsWith('/files/')) return response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(draw(url.pathname))
  const file = path.join(root, url.pathname.replace(/^\/mini\/?/, '/').replace(/\/$/, '/index.html'))
  try {
    const bytes = await readFile(file)
    response.writeHead(200, { 'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream', 'Content-Encoding': 'gzip' }).end(gzipSync(bytes))
  } catch {
    response.writeHead(404).end()
  }
}).listen(Number(process.argv[2] ?? 8120))
