import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { answer, type Asked } from './routes.ts'
import { streamSidebar } from './sidebar.ts'

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** A soft picture per number: a circle on a tint, so that lists look like lists. */
function picture(number: number): string {
  const hue = (number * 47) % 360
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><rect width="400" height="400" fill="hsl(${hue} 42% 91%)"/><circle cx="200" cy="215" r="96" fill="hsl(${hue} 38% 72%)"/><circle cx="236" cy="170" r="54" fill="hsl(${(hue + 40) % 360} 52% 82%)"/></svg>`
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://dev')
  if (url.pathname.startsWith('/files/')) {
    response.setHeader('Content-Type', 'image/svg+xml')
    response.end(picture(Number(/\d+/.exec(url.pathname)?.[0] ?? 0)))
    return
  }
  if (url.pathname.endsWith('/stream')) return streamSidebar(url.pathname, response)
  if (url.pathname.includes('wmSlow')) await new Promise((done) => setTimeout(done, 60_000))
  const raw = await bodyOf(request)
  const isJson = request.headers['content-type']?.includes('json') ?? false
  const asked: Asked = {
    method: request.method ?? 'GET',
    path: url.pathname.replace(/^\/api/, ''),
    query: url.searchParams,
    body: isJson && raw.length ? (JSON.parse(raw.toString()) as Record<string, unknown>) : {},
    signedIn: request.headers.authorization !== undefined,
  }
  const reply = answer(asked)
  response.statusCode = reply.status
  if (reply.status === 204) response.end()
  else {
    response.setHeader('Content-Type', reply.status >= 400 ? 'application/problem+json' : (reply.type ?? 'application/json'))
    response.end(reply.type ? (reply.body as string) : JSON.stringify(reply.body))
  }
}

/** Answers /api and /files from samples while the dev server runs with SIYU_FIXTURES=1; absent from every build. */
export function fixtures(on: boolean): Plugin {
  return {
    name: 'siyu-fixtures',
    apply: 'serve',
    configureServer(server) {
      if (!on) return
      server.middlewares.use((request, response, next) => {
        if (request.url?.startsWith('/api/') || request.url?.startsWith('/files/')) handle(request, response).catch(next)
        else next()
      })
    },
  }
}
