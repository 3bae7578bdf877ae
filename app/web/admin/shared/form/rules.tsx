import { useQuery, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { Button, ConfigProvider } from 'antd'
import { useState, type ComponentType, type ReactNode } from 'react'
import { useCan } from '../permission'
import { api } from '../session'
import { When } from '../ui/bits'
import { Failed, PageSkeleton } from '../ui/page'
import { useWrite } from '../write'
import { ProblemsProvider, type FieldProblems } from './Field'
import { FormNote, SaveBar } from './notes'
import { useDraft } from './useDraft'

/** Rules as they are stored, each save a version of its own. */
export interface RulesBook<R> {
  version: number
  by: string
  at: string | null
  rules: R
}

export interface RulesProps<R> {
  book: RulesBook<R>
  reload: () => void
}

/** Reads the book of rules at `place` and hands it to their form, begun anew with each version. */
export function WithRules<R>({ place, form: Form }: { place: string; form: ComponentType<RulesProps<R>> }) {
  // It is not renewed under what somebody types, so that a save meets the version that was read.
  const book = useQuery({
    queryKey: [place],
    queryFn: ({ signal }) => api.get<RulesBook<R>>(place, {}, signal),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: Infinity,
    gcTime: 0,
  })
  if (book.isError && !book.data) return <Failed error={book.error} again={() => void book.refetch()} />
  if (!book.data) return <PageSkeleton />
  return <Form key={book.data.version} book={book.data} reload={() => void book.refetch()} />
}

interface Settings {
  place: string
  /** The name of what this browser keeps of unsaved changes. */
  kept: string
  done?: string
  /** Roots of the query keys that new rules make stale. */
  stale?: readonly string[]
}

export interface RulesState<R> {
  book: RulesBook<R>
  draft: R
  edit: (part: Partial<R>) => void
  mayWrite: boolean
  dirty: boolean
  isRestored: boolean
  hasConflict: boolean
  refused: FieldProblems
  save: UseMutationResult<RulesBook<R>, Error, void>
  giveUp: () => void
  takeLatest: () => void
}

/** What somebody makes of a book of rules, until it is saved under the version that was read. */
export function useRules<R extends object>({ book, reload }: RulesProps<R>, { place, kept, done = '规则已保存', stale = [] }: Settings): RulesState<R> {
  const queries = useQueryClient()
  const mayWrite = useCan('community.write')
  const { draft, change, dirty, restoredAt, reset } = useDraft<R>(kept, book.version, book.rules)
  const [refused, setRefused] = useState<FieldProblems>({})
  const [hasConflict, setConflict] = useState(false)
  const giveUp = (): void => (setRefused({}), reset(book.rules))
  const save = useWrite<void, RulesBook<R>>({
    send: () => api.put<RulesBook<R>>(place, { ...draft, version: book.version }),
    done,
    stale,
    after: (saved) => {
      reset(saved.rules)
      queries.setQueryData([place], saved)
    },
    onProblem: (problem) => {
      if (problem.code === 'community.rules_changed') return setConflict(true), true
      if (!problem.field) return false
      setRefused({ [problem.field]: problem.detail })
      return true
    },
  })
  return {
    book,
    draft,
    edit: (part) => (setRefused({}), change(part)),
    mayWrite,
    dirty,
    isRestored: restoredAt !== null && !hasConflict,
    hasConflict,
    refused,
    save,
    giveUp,
    takeLatest: () => (setConflict(false), giveUp(), reload()),
  }
}

/** The form of a book of rules: notes above, locked for those who may only read, the save bar below. `wrong`: by our own checks. */
export function RulesFrame<R>({ rules, wrong = {}, children }: { rules: RulesState<R>; wrong?: FieldProblems; children: ReactNode }) {
  const { dirty, mayWrite, save, giveUp } = rules
  return (
    <ProblemsProvider value={{ ...wrong, ...rules.refused }}>
      {rules.hasConflict && <FormNote type="warning" title="同事刚刚保存过规则，请取最新版本后再改。" button="取最新版本" onClick={rules.takeLatest} />}
      {rules.isRestored && <FormNote type="info" title="已恢复您上次没有保存的修改" button="放弃修改" onClick={giveUp} />}
      <ConfigProvider componentDisabled={!mayWrite}>{children}</ConfigProvider>
      {mayWrite && (
        <SaveBar dirty={dirty} giveUp={giveUp}>
          <Button type="primary" disabled={!dirty || Object.keys(wrong).length > 0} loading={save.isPending} onClick={() => save.mutate()}>
            保存
          </Button>
        </SaveBar>
      )}
    </ProblemsProvider>
  )
}

/** Which version it is, and whose. */
export function RulesMeta({ book, children }: { book: RulesBook<unknown>; children?: ReactNode }) {
  return (
    <p className="rules-meta">
      {book.version === 0 ? '还没有人改过，现在是初始规则。' : <>第 {book.version} 版，{book.by} <When at={book.at} /> 保存。</>}
      {children}
    </p>
  )
}
