import { expect, test } from 'vitest'
import { createCaller, type Answer, type OpenThread, type Thread } from '@/shared/combination/caller'
import { combine } from '@/shared/combination/combine'
import { sharedCases } from '../fixtures/combination'

const [first, second] = sharedCases() as [ReturnType<typeof sharedCases>[number], ReturnType<typeof sharedCases>[number]]

/** A thread that answers when told to. */
const slowThread = () => {
  const asks: Parameters<Thread['post']>[0][] = []
  const seen = { opened: 0, closed: 0, hear: (_: Answer): void => undefined, fail: (): void => undefined }
  const open: OpenThread = (hear, fail) => {
    Object.assign(seen, { hear, fail, opened: seen.opened + 1 })
    return { post: (ask) => asks.push(ask), close: () => { seen.closed += 1 } }
  }
  return { asks, seen, open }
}

test('answers find their questions in whatever order they come', async () => {
  const { asks, seen, open } = slowThread()
  const ask = createCaller(open)
  const both = Promise.all([ask(first.input), ask(second.input)])
  for (const { number, input } of [...asks].reverse()) seen.hear({ number, outcome: combine(input) })
  expect(await both).toEqual([first.outcome, second.outcome])
  expect(seen.opened).toBe(1)
})

test.each<[string, OpenThread]>([
  ['there is none', () => null],
  ['it cannot be opened', () => { throw new Error('no worker here') }],
  ['it cannot be asked', () => ({ post: () => { throw new Error('gone') }, close: () => undefined })],
  ['it could not compute', (hear) => ({ post: ({ number }) => hear({ number, outcome: null }), close: () => undefined })],
  ['it is silent', () => ({ post: () => undefined, close: () => undefined })],
])('where %s the answer is computed here', async (_, open) => {
  expect(await createCaller(open)(first.input)).toEqual(first.outcome)
})

test('a worker that dies is not asked again', async () => {
  const { asks, seen, open } = slowThread()
  const ask = createCaller(open)
  const waiting = ask(first.input)
  seen.fail()
  expect(await waiting).toEqual(first.outcome)
  expect(await ask(second.input)).toEqual(second.outcome)
  expect([asks.length, seen.opened, seen.closed]).toEqual([1, 1, 1])
})
