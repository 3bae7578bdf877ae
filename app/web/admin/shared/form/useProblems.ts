import { useState, type RefObject } from 'react'
import type { Problem } from '../../../shared/api/problem'
import type { FieldProblems } from './Field'

/** The field at `path` within a form, where it is drawn. */
export const fieldAt = (form: RefObject<HTMLElement | null>, path: string): Element | null => form.current?.querySelector(`[data-field="${CSS.escape(path)}"]`) ?? null

/**
 * What is wrong with a draft. Our own checks are shown from the first try on and follow what is typed; what the server
 * refused stays until the draft is changed. `placeOf`: where a problem of the server is shown; null: at no field.
 */
export function useProblems<T extends object>(draft: T, found: FieldProblems, form: RefObject<HTMLDivElement | null>, placeOf: (field: string) => string | null) {
  const [isTried, setTried] = useState(false)
  const [refused, setRefused] = useState<{ draft: T; problems: FieldProblems } | null>(null)
  const problems = { ...(isTried ? found : {}), ...(refused?.draft === draft ? refused.problems : {}) }
  const bringIntoView = (path: string | undefined): void => {
    // After React has drawn the message.
    if (path) requestAnimationFrame(() => fieldAt(form, path)?.scrollIntoView({ block: 'center', behavior: 'smooth' }))
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
      const path = problem.field && placeOf(problem.field)
      if (!path) return false
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
