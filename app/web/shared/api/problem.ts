/** A refusal by the server, as RFC 9457 problem details, or a failure to reach it at all. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  /** One sentence for people, in Chinese. */
  readonly detail: string
  /** JSON path of the offending field, e.g. `skus[0].priceFen`. */
  readonly field: string | null
  readonly requestId: string | null

  constructor(fact: { status: number; code: string; title?: string; detail?: string; field?: string | null; requestId?: string | null }) {
    super(fact.detail ?? fact.title ?? fact.code)
    this.name = 'Problem'
    this.status = fact.status
    this.code = fact.code
    this.title = fact.title ?? '没有完成'
    this.detail = fact.detail ?? fact.title ?? '没有完成，请稍后再试。'
    this.field = fact.field == null ? null : plainPath(fact.field)
    this.requestId = fact.requestId ?? null
  }
}

/** `$.skus[0].priceFen`, `/skus/0/priceFen` and `skus.0.priceFen` all become `skus[0].priceFen`. */
export function plainPath(path: string): string {
  return path
    .replace(/^\$\.?/, '')
    .replace(/^\//, '')
    .replace(/\//g, '.')
    .replace(/\.(\d+)(?=\.|$)/g, '[$1]')
}

/** The problem behind anything thrown; a bug of ours is thrown on, so that it is not shown as a server's refusal. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  throw thrown
}

export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text()
  try {
    const body = JSON.parse(text) as Record<string, unknown>
    const word = (name: string): string | undefined => (typeof body[name] === 'string' ? (body[name] as string) : undefined)
    return new Problem({
      status: response.status,
      code: word('code') ?? `http.${response.status}`,
      title: word('title'),
      detail: word('detail'),
      field: word('field') ?? null,
      requestId: word('requestId') ?? response.headers.get('x-request-id'),
    })
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // A gateway in between answers in HTML: the status is all that can be told.
    const detail = response.status >= 500 ? '服务暂时没有应答，请稍后再试。' : `服务器回答了 ${response.status}，没有说明原因。`
    return new Problem({ status: response.status, code: `http.${response.status}`, detail })
  }
}
