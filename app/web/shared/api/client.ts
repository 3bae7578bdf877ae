import { Problem, problemOf } from './problem'

export type Query = Record<string, string | number | boolean | null | undefined>

export interface ClientSettings {
  base: string
  token: () => string | null
  /** Called once per refused request when the session has ended. */
  onSessionEnded: () => void
  /** Writes go out even while the page is being left; for bodies of a few kB alone. */
  outlivesPage?: boolean
}

export interface Client {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => Promise<T>
  /** `key`: of an earlier try whose answer was lost, so that it is not done twice. */
  post: <T>(path: string, body?: unknown, key?: string) => Promise<T>
  put: <T>(path: string, body?: unknown) => Promise<T>
  remove: (path: string) => Promise<void>
  postForBlob: (path: string, body: unknown) => Promise<Blob>
  upload: <T>(path: string, files: Record<string, File>, onProgress: (part: number) => void) => Promise<T>
}

export function queryText(query: Query): string {
  const kept = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return kept.length ? `?${new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString()}` : ''
}

/** A UUID v4, also where the page is not a secure context and `crypto.randomUUID` is missing. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte, place) => {
    const marked = place === 6 ? (byte & 0x0f) | 0x40 : place === 8 ? (byte & 0x3f) | 0x80 : byte
    return marked.toString(16).padStart(2, '0')
  }).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const unreachable = (): Problem =>
  new Problem({ status: 0, code: 'network.unreachable', title: '网络不通', detail: '没有连上服务器，请检查网络后再试。' })

export function createClient(settings: ClientSettings): Client {
  const address = (path: string): string => (path.startsWith('/api/') ? path : settings.base + path)

  const headers = (key?: string): Record<string, string> => {
    const token = settings.token()
    return { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(key ? { 'Idempotency-Key': key } : {}) }
  }

  const refuse = (problem: Problem): never => {
    if (problem.status === 401 && problem.code.startsWith('auth.')) settings.onSessionEnded()
    throw problem
  }

  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const attempt = (): Promise<Response> => fetch(address(path), init)
    let response: Response
    try {
      // The key in the headers makes a second try of a lost write harmless.
      response = await attempt().catch((error: unknown) => {
        if (init.signal?.aborted) throw error
        return attempt()
      })
    } catch (error) {
      if (init.signal?.aborted) throw error
      throw unreachable()
    }
    return response.ok ? response : refuse(await problemOf(response))
  }

  const write = async (method: string, path: string, body?: unknown, key: string = newKey()): Promise<Response> =>
    send(path, {
      method,
      headers: { ...headers(key), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      keepalive: settings.outlivesPage ?? false,
    })

  const decoded = async <T>(response: Response): Promise<T> =>
    (response.status === 204 ? undefined : await response.json()) as T

  return {
    get: async <T>(path: string, query: Query = {}, signal?: AbortSignal) =>
      decoded<T>(await send(path + queryText(query), { headers: headers(), signal: signal ?? null })),
    post: async <T>(path: string, body?: unknown, key?: string) => decoded<T>(await write('POST', path, body, key)),
    put: async <T>(path: string, body?: unknown) => decoded<T>(await write('PUT', path, body)),
    remove: async (path) => void (await write('DELETE', path)),
    postForBlob: async (path, body) => (await write('POST', path, body)).blob(),
    upload: <T>(path: string, files: Record<string, File>, onProgress: (part: number) => void) =>
      new Promise<T>((resolve, reject) => {
        // fetch cannot tell how much of a body has gone out; XMLHttpRequest can.
        const request = new XMLHttpRequest()
        request.open('POST', address(path))
        for (const [name, value] of Object.entries(headers(newKey()))) request.setRequestHeader(name, value)
        request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
        request.onerror = () => reject(unreachable())
        request.onload = () => {
          const response = new Response(request.responseText, { status: request.status })
          if (response.ok) resolve(JSON.parse(request.responseText) as T)
          else void problemOf(response).then(refuse).catch(reject)
        }
        const form = new FormData()
        for (const [name, file] of Object.entries(files)) form.append(name, file)
        request.send(form)
      }),
  }
}
