/** Server-sent events (WHATWG HTML, 9.2), read from text as it comes; for faces that have no EventSource or cannot use it. */
export interface ServerEvent { name: string; data: string }

/** `lastId` is where to go on after a break; events without data only move it. */
export class EventReader {
  lastId: string | null = null
  private rest = ''
  private id: string | null = null
  private name = ''
  private data: string[] = []

  /** Text in pieces of any size. A break within an event drops what came of it: it comes again. */
  read(text: string): ServerEvent[] {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() ?? ''
    return lines.flatMap((line) => this.line(line.endsWith('\r') ? line.slice(0, -1) : line))
  }

  /** A new connection begins; the place in the stream is kept. */
  restart(): void {
    this.rest = this.name = ''
    this.id = null
    this.data = []
  }

  private line(line: string): ServerEvent[] {
    if (line === '') return this.end()
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') this.name = value
    else if (field === 'data') this.data.push(value)
    else if (field === 'id') this.id = value
    return []
  }

  private end(): ServerEvent[] {
    this.lastId = this.id ?? this.lastId
    const found = this.data.length ? [{ name: this.name || 'message', data: this.data.join('\n') }] : []
    this.name = ''
    this.data = []
    return found
  }
}

const FIRST_MS = 1_000
const LAST_MS = 30_000

/** How long to wait before the n-th try, counted from 0: longer each time, and not all clients at one moment. */
export const pauseMs = (tries: number, random: number = Math.random()): number => Math.min(LAST_MS, FIRST_MS * 2 ** tries) * (0.5 + random / 2)
