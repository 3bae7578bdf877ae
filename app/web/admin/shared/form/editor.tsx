import { Alert, App, ConfigProvider } from 'antd'
import { useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import type { Problem } from '../../../shared/api/problem'
import { relativeTime } from '../../../shared/format/time'
import { ProblemsProvider, type FieldProblems } from './Field'
import { FormNote, SaveBar } from './notes'
import type { DraftState } from './useDraft'
import { fieldAt, useProblems } from './useProblems'

interface Settings<T> {
  state: DraftState<T>
  saved: T
  /** What our own checks find wrong with the draft, by field. */
  found: FieldProblems
  /** Where a problem of the server is shown; null: at no field. */
  placeOf?: (field: string) => string | null
  /** The server's code for somebody else's save. */
  changedCode?: string
}

export type Editor<T extends object> = ReturnType<typeof useEditor<T>>

const asNamed = (field: string): string => field

/** What an editor knows besides its draft: what is wrong with it, and whether somebody else has saved. */
export function useEditor<T extends object>({ state, saved, found, placeOf = asNamed, changedCode }: Settings<T>) {
  const { message, modal } = App.useApp()
  const [hasConflict, setConflict] = useState(false)
  const form = useRef<HTMLDivElement>(null)
  const wrong = useProblems(state.draft, found, form, placeOf)
  const stored = (next: T): void => (wrong.forget(), setConflict(false), state.reset(next))
  return {
    ...state,
    form,
    hasConflict,
    problems: wrong.problems,
    /** Whether it may be sent; if not, it is said why. */
    isRight: (): boolean => {
      const count = wrong.tried()
      if (count) void message.warning(`还有 ${count} 处要填好`)
      return count === 0
    },
    /** True: the problem is shown at its place. */
    onProblem: (problem: Problem): boolean => (problem.code === changedCode ? (setConflict(true), true) : wrong.refusedBy(problem)),
    /** Goes on from what is stored now. */
    stored,
    /** Back to what was saved, at once. */
    restart: (): void => stored(saved),
    giveUp: (): void =>
      void modal.confirm({ title: '放弃没有保存的修改', content: '会回到上次保存的样子，这些修改找不回来。', okText: '放弃修改', okButtonProps: { danger: true }, onOk: () => stored(saved) }),
    /** The latest version is being fetched. */
    met: (): void => setConflict(false),
  }
}

type Known = Pick<Editor<object>, 'dirty' | 'restoredAt' | 'outdated' | 'form' | 'hasConflict' | 'problems' | 'giveUp' | 'met'>

interface NotesProps {
  editor: Known
  /** What is edited, in words; empty: it goes without saying. */
  what: string
  /** When the changes were made that were brought back, in words. */
  since?: string
  reload: () => void
  giveUp: () => void
}

/** What must be known before one goes on: changes brought back, somebody else's save, problems without a field here. */
function EditorNotes({ editor: { restoredAt, outdated, hasConflict, met, problems, form }, what, since = '', reload, giveUp }: NotesProps) {
  const stray = useStray(problems, form)
  return (
    <>
      {restoredAt && <FormNote type={outdated ? 'warning' : 'info'} title={`已恢复您${since}没有保存的修改${outdated ? `；此后别人保存过${what}，请核对后再保存` : ''}。`} button="放弃这些修改" onClick={giveUp} />}
      {hasConflict && <FormNote type="warning" title={`别人刚刚保存过${what}，您的修改还在。取来最新版本后核对，再保存一次。`} button="取最新版本" onClick={() => (met(), reload())} />}
      {stray.map(([path, text]) => (
        <Alert key={path} className="editor-note" type="error" showIcon title={text} />
      ))}
    </>
  )
}

/** Problems whose field is not drawn: they would be seen nowhere. */
function useStray(problems: FieldProblems, form: RefObject<HTMLDivElement | null>): [string, string][] {
  const [stray, setStray] = useState<[string, string][]>([])
  useLayoutEffect(() => setStray(Object.entries(problems).filter(([path]) => !fieldAt(form, path))), [problems, form])
  return stray
}

interface FrameProps extends Omit<NotesProps, 'giveUp'> {
  mayWrite: boolean
  head: ReactNode
  /** The preview beside the form. */
  side?: ReactNode
  /** The class of a form that stands alone. */
  alone?: string
  /** Left out: it asks first. */
  giveUp?: () => void
  /** Whether the save bar offers the way back. */
  mayGiveUp?: boolean
  idle?: string
  note?: ReactNode
  /** Buttons that save. */
  bar: ReactNode
  children: ReactNode
}

/** An editor: its head and notes, the form left and what comes of it right, the save bar below. Locked for those who may only read. */
export function EditorFrame({ editor, mayWrite, head, side, alone, giveUp = editor.giveUp, mayGiveUp = true, idle, note, bar, children, ...notes }: FrameProps) {
  const form = (
    <div ref={editor.form} className={`${alone ?? 'editor-form'}${mayWrite ? '' : ' editor-locked'}`}>
      <ConfigProvider componentDisabled={!mayWrite}>{children}</ConfigProvider>
    </div>
  )
  return (
    <ProblemsProvider value={editor.problems}>
      {head}
      <EditorNotes editor={editor} giveUp={giveUp} {...notes} />
      {alone ? form : (
        <div className="editor">
          {form}
          <aside className="editor-side">{side}</aside>
        </div>
      )}
      {mayWrite && (
        <SaveBar dirty={editor.dirty} giveUp={mayGiveUp && giveUp} {...(idle ? { idle } : {})} note={note}>
          {bar}
        </SaveBar>
      )}
    </ProblemsProvider>
  )
}

/** How long ago changes were made that were brought back, as a word within a sentence. */
export const sinceText = (restoredAt: string | null): string => (restoredAt ? ` ${relativeTime(restoredAt, Date.now())} ` : '')
