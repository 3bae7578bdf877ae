import { useState, type RefObject } from 'react'
import type { Problem } from '../../../shared/api/problem'
import type { FieldProblems } from '../../shared/form/Field'
import { placeOf } from './campaign-draft'

/**
 * What is wrong with a draft. Our own checks are shown from the first try on and follow what is typed; what the server
 * refused stays until the draft is changed.
 */
export function useProblems<T extends object>(draft: T, found: FieldProblems, form: RefObject<HTMLDivElement | null>) {
  const [isTried, setTried] = useState(false)
  const [refused, setRefused] = useState<{ draft: T; problems: FieldProblems } | null>(null)
  const problems = { ...(isTried ? found : {}), ...(refused?.draft === draft ? refused.problems : {}) }
  const bringIntoView = (path: string | undefined): void => {
    // After React has drawn the message.
    if (path) requestAnimationFrame(() => form.current?.querySelector(`[data-field="${CSS.escape(path)}"]`)?.scrollIntoView({ block: 'center', behavior: 'smooth' }))
  }
  return {
    problems,
    /** How many there are; they are shown from now on. */
    tried: (): number => {
      const paths = Object.keys(found)
      setTried(paths.length > 0)
      bringIntoView(paths[0])
      return paths.length
    },
    /** False: the refusal names no field. */
    refusedBy: (problem: Problem): boolean => {
      if (!problem.field) return false
      const path = placeOf(problem.field)
      setRefused({ draft, problems: { [path]: problem.detail } })
      bringIntoView(path)
      return true
    },
    forget: (): void => {
      setTried(false)
      setRefused(null)
    },
  }
}
