import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { follow, type StreamState } from '../sidebar/shared/stream'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

interface Line {
  headers: Record<string, string>
  push: (text: string) => void
  close: () => void
  signal: AbortSignal
}

/** A server whose answers are pushed by the test, one per connection; a number is a status without a body. */
function server(statuses: number[] = []) {
  const lines: Line[] = []
  const send = async (_: string, init: RequestInit): Promise<Response> => {
    const status = statuses[lines.length] ?? 200
    let push: Line['push'] = () => undefined
    let close: Line['close'] = () => undefined
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        push = (text) => controller.enqueue(new TextEncoder().encode(text))
        close = () => controller.close()
        init.signal?.addEventListener('abort', () => controller.error(new Error('aborted')))
      },
    })
    lines.push({ headers: init.headers as Record<string, string>, push, close, signal: init.signal as AbortSignal })
    return status === 200 ? new Response(body) : new Response(null, { status })
  }
  return { lines, send }
}

function followed(statuses?: number[]) {
  const { lines, send } = server(statuses)
  const heard: string[] = []
  const states: StreamState[] = []
  const ended = vi.fn()
  const stop = follow({ url: '/s', token: () => 'tok', heard: (name, data) => heard.push(`${name} ${data}`), became: (state) => states.push(state), ended }, send, (tries) => 1_000 * (tries + 1))
  return { lines, heard, states, ended, stop }
}
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

test('goes on behind the last event after a break, with the session in its head', async () => {
  const { lines, heard, states, stop } = followed()
  await settle()
  lines[0]?.push('id: 7\nevent: visit\ndata: {"a"')
  lines[0]?.push(':1}\n\nid: 8\nevent: visit\ndata: cut')
  await settle()
  expect(heard).toEqual(['visit {"a":1}'])
  lines[0]?.close()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(lines[0]?.headers['Authorization']).toBe('Bearer tok')
  expect(lines[0]?.headers['Last-Event-ID']).toBeUndefined()
  expect(lines[1]?.headers['Last-Event-ID']).toBe('7')
  // Ended by the server after it had spoken: nobody has to be told.
  expect(states).toEqual(['connecting', 'live', 'live'])
  stop()
})

test('a silent connection is given up, and the pauses grow while nothing comes', async () => {
  const { lines, states, stop } = followed([200, 503, 503])
  await settle()
  await vi.advanceTimersByTimeAsync(45_000)
  expect(states.at(-1)).toBe('broken')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(lines).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(1_999)
  expect(lines).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(lines).toHaveLength(3)
  stop()
})

test('an ended session is told once and nothing is tried again; nor is what is not ours', async () => {
  const gone = followed([401])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(gone.ended).toHaveBeenCalledOnce()
  expect(gone.lines).toHaveLength(1)
  const foreign = followed([404])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(foreign.lines).toHaveLength(1)
  expect(foreign.ended).not.toHaveBeenCalled()
})

test('stops when it is told to', async () => {
  const { lines, heard, stop } = followed()
  await settle()
  stop()
  expect(lines[0]?.signal.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(lines).toHaveLength(1)
  expect(heard).toEqual([])
})
