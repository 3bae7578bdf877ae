/** The API client of all faces: it builds requests and reads answers; the transport (fetch, Taro.request) is injected. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export interface WireRequest { url: string; method: Method; headers: Record<string, string>; body?: unknown }
export interface WireResponse { status: number; data: unknown }
export type Transport = (request: WireRequest) => Promise<WireResponse>
/** A list is sent as one parameter for each of its values. */
export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>
export interface Init { query?: Query; body?: unknown; headers?: Record<string, string> }

/** RFC 9457 problem document; `detail` is a Chinese sentence fit for a person. */
export interface Problem { title: string; status: number; code: string; detail: string; field?: string; requestId?: string }

export class ApiError extends Error {
  constructor(readonly status: number, readonly problem: Problem) { super(problem.detail || problem.title) }
  get code(): string { return this.problem.code }
}

const query = (values: Query = {}): string => {
  const pairs = Object.entries(values).flatMap(([k, v]) => (Array.isArray(v) ? v : [v]).map((one) => [k, one] as const)).filter(([, v]) => v !== null && v !== undefined && v !== '')
  return pairs.length ? '?' + pairs.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(String(v))}`).join('&') : ''
}

const problemOf = (status: number, data: unknown): Problem =>
  typeof data === 'object' && data !== null && 'code' in data ? (data as Problem)
    : { title: '服务暂时没有响应', status, code: 'http.' + status, detail: '服务暂时没有响应，请稍后再试' }

export type Call = <T>(method: Method, path: string, init?: Init) => Promise<T>

/** `headers` is read at each call, so that a new token or a language is picked up at once. */
export const createClient = (base: string, send: Transport, headers: () => Record<string, string> = () => ({})): Call =>
  async <T>(method: Method, path: string, init: Init = {}): Promise<T> => {
    const answer = await send({ url: base + path + query(init.query), method, headers: { ...headers(), ...init.headers }, body: init.body })
    if (answer.status >= 400) throw new ApiError(answer.status, problemOf(answer.status, answer.data))
    return answer.data as T
  }
