import { readFileSync } from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'
import { expect, test } from 'vitest'
import type { Answer, Ask } from '@/shared/combination/caller'
import { sharedCases } from '../fixtures/combination'

const ROOT = path.resolve(import.meta.dirname, '../../dist/weapp')
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')

/** What crosses between page and worker is copied. */
const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** The built file in a world that has nothing but what the platform gives a worker. */
const started = (globals: (hear: (answer: Answer) => void, listen: (ask: (message: Ask) => void) => void) => object) => {
  const answers: Answer[] = []
  let ask: (message: Ask) => void = () => undefined
  const world = globals((answer) => answers.push(copied(answer)), (to) => { ask = to })
  vm.runInNewContext(read('workers/combination.js'), world)
  return { answers, ask: (message: Ask) => ask(copied(message)) }
}

test('app.json names the folder of the worker, and the file stands on its own', () => {
  expect((JSON.parse(read('app.json')) as { workers: string }).workers).toBe('workers')
  const code = read('workers/combination.js')
  expect(code).not.toMatch(/\brequire\(|\bimport\b|\?\.|\?\?/)
  expect(code.length).toBeLessThan(16_000)
})

test('the built worker answers the shared cases in WeChat', () => {
  const { answers, ask } = started((hear, listen) => ({ worker: { onMessage: listen, postMessage: hear } }))
  const cases = sharedCases()
  cases.forEach(({ input }, number) => ask({ number, input }))
  expect(answers).toEqual(cases.map(({ outcome }, number) => ({ number, outcome })))
})

test('the same file is a worker for browsers', () => {
  const { answers, ask } = started((hear, listen) => {
    const self = { postMessage: hear, set onmessage(to: (event: { data: Ask }) => void) { listen((data) => to({ data })) } }
    return { self }
  })
  const [one] = sharedCases()
  ask({ number: 3, input: one!.input })
  ask({ number: 4, input: { ...one!.input, at: 'whenever' } })
  expect(answers).toEqual([{ number: 3, outcome: one!.outcome }, { number: 4, outcome: null }])
})
