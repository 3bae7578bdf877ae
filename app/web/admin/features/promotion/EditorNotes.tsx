import { Alert, Button } from 'antd'
import { useLayoutEffect, useState, type RefObject } from 'react'
import { relativeTime } from '../../../shared/format/time'
import type { FieldProblems } from '../../shared/form/Field'
import type { DraftState } from '../../shared/form/useDraft'

interface Props {
  state: Pick<DraftState<object>, 'restoredAt' | 'outdated'>
  /** What is edited, in words. */
  what: string
  giveUp: () => void
  conflict: boolean
  reload: () => void
  problems: FieldProblems
  form: RefObject<HTMLDivElement | null>
}

/** What must be known before one goes on: changes brought back, somebody else's save, problems without a field here. */
export function EditorNotes({ state, what, giveUp, conflict, reload, problems, form }: Props) {
  const [stray, setStray] = useState<[string, string][]>([])
  useLayoutEffect(() => {
    setStray(Object.entries(problems).filter(([path]) => !form.current?.querySelector(`[data-field="${CSS.escape(path)}"]`)))
  }, [problems, form])
  return (
    <>
      {state.restoredAt && (
        <Alert
          className="editor-note"
          type={state.outdated ? 'warning' : 'info'}
          showIcon
          title={`已恢复您 ${relativeTime(state.restoredAt, Date.now())} 没有保存的修改${state.outdated ? `；此后别人保存过这个${what}，请核对后再保存` : ''}。`}
          action={
            <Button size="small" onClick={giveUp}>
              放弃这些修改
            </Button>
          }
        />
      )}
      {conflict && (
        <Alert
          className="editor-note"
          type="warning"
          showIcon
          title={`别人刚刚保存过这个${what}，您的修改还在。取来最新版本后核对，再保存一次。`}
          action={
            <Button size="small" onClick={reload}>
              取最新版本
            </Button>
          }
        />
      )}
      {stray.map(([path, text]) => (
        <Alert key={path} className="editor-note" type="error" showIcon title={text} />
      ))}
    </>
  )
}
