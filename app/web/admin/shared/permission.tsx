import { createContext, useContext, type ReactNode } from 'react'
import type { Operator } from '../../shared/api/shapes-office'

const OperatorContext = createContext<Operator | null>(null)
export const OperatorProvider = OperatorContext.Provider

/** The operator at the desk. Only below the signed-in layout. */
export function useOperator(): Operator {
  const operator = useContext(OperatorContext)
  if (!operator) throw new Error('useOperator outside the signed-in layout')
  return operator
}

/** Whether the operator may do it. The server decides; this only spares people buttons that would be refused. */
export function useCan(permission: string): boolean {
  return useOperator().permissions.includes(permission)
}

export function Can({ permission, children }: { permission: string; children: ReactNode }) {
  return useCan(permission) ? <>{children}</> : null
}
