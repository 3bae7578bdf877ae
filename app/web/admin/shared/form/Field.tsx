import { Form } from 'antd'
import { createContext, useContext, type ReactNode } from 'react'

/** Problems by field path, as the server would name them. Empty: it may be sent. */
export type FieldProblems = Record<string, string>

const ProblemsContext = createContext<FieldProblems>({})
export const ProblemsProvider = ProblemsContext.Provider

export function useFieldProblem(path: string): string | undefined {
  return useContext(ProblemsContext)[path]
}

/** Whether any field that the pattern names has a problem. */
export function useProblemIn(pattern: RegExp): boolean {
  return Object.keys(useContext(ProblemsContext)).some((path) => pattern.test(path))
}

/** A labelled field; a problem whose path is `path` is shown under it, whoever found it. */
export function Field(props: { path: string; label: string; hint?: ReactNode; required?: boolean; className?: string; children: ReactNode }) {
  const problem = useFieldProblem(props.path)
  return (
    <Form.Item
      layout="vertical"
      label={props.label}
      required={props.required ?? false}
      extra={props.hint}
      className={props.className ?? ''}
      data-field={props.path}
      {...(problem ? { validateStatus: 'error' as const, help: problem } : {})}
    >
      {props.children}
    </Form.Item>
  )
}
