import { Problem } from '../../shared/api/problem'
import { HostProblem } from '../host'

/** One sentence for a person about anything that the shop or WeCom refused; a bug of ours is thrown on. */
export function wordsOf(thrown: unknown): string {
  if (thrown instanceof Problem) return thrown.detail
  if (thrown instanceof HostProblem) return thrown.message
  throw thrown
}
