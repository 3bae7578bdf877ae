import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { App } from 'antd'
import { asProblem, type Problem } from '../../shared/api/problem'
import { refuseWrongAmounts } from './amounts'

interface WriteSettings<In, Out> {
  send: (input: In) => Promise<Out>
  /** Told when it is done; a function may use the answer. */
  done?: string | ((output: Out, input: In) => string)
  /** Roots of the query keys that this write makes stale. */
  stale?: readonly string[]
  after?: (output: Out, input: In) => void
  /** Returns true when the problem has been shown at its place, e.g. at a field. */
  onProblem?: (problem: Problem) => boolean
}

/** A write: sends, tells the outcome in words, and renews what it made stale. */
export function useWrite<In, Out>(settings: WriteSettings<In, Out>): UseMutationResult<Out, Error, In> {
  const { message } = App.useApp()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (input) => {
      refuseWrongAmounts()
      return settings.send(input)
    },
    onSuccess: (output, input) => {
      const words = typeof settings.done === 'function' ? settings.done(output, input) : settings.done
      if (words) void message.success(words)
      for (const root of settings.stale ?? []) void queries.invalidateQueries({ queryKey: [root] })
      settings.after?.(output, input)
    },
    onError: (error) => {
      const problem = asProblem(error)
      if (!settings.onProblem?.(problem)) void message.error(problem.detail, 6)
    },
  })
}
