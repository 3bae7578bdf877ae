import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { EditorFrame, type Editor } from '../../shared/form/editor'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './posts.css'

type Act = 'save' | 'plan' | 'take-back' | 'cancel' | 'copy'

interface Planned {
  id: string
  version: number
  state: string
}

export interface PlannedWords {
  done: Record<Act, string>
  copy: string
  takeBack: string
  plan: string
  cancel: { title: string; content: string; okText: string }
  seen: string
}

interface Props<T extends object, V extends Planned, D> {
  editor: Editor<T>
  /** What is stored; null: nothing yet. */
  of: V | null
  saved: T
  reload: () => void
  /** Root of the paths and of the query keys of lists, and the query key of one. */
  root: string
  one: string
  viewOf: (detail: D) => V
  bodyOf: (draft: T) => object
  /** Acts that are sent with the version they were decided on. */
  versioned: readonly Act[]
  words: PlannedWords
  head: ReactNode
  /** As those see it for whom it is meant. */
  preview: ReactNode
  children: ReactNode
}

/** The editor of what is planned and then handed to guides: saved as a draft, planned, taken back, cancelled, copied. */
export function PlannedEditor<T extends object, V extends Planned, D>({ editor, of, saved, reload, root, one, viewOf, bodyOf, versioned, words, head, preview, children }: Props<T, V, D>) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { modal } = App.useApp()
  const mayWrite = useCan('community.write')
  const { draft, dirty } = editor
  const act = useWrite<Act, D>({
    send: async (what) => {
      if (of && (what === 'copy' || what === 'cancel' || what === 'take-back')) return api.post<D>(`/${root}/${of.id}/${what}`, versioned.includes(what) ? { version: of.version } : undefined)
      let known: V | null = of
      if (!of) known = viewOf(await api.post<D>(`/${root}`, bodyOf(draft)))
      else if (dirty || what === 'save') known = viewOf(await api.put<D>(`/${root}/${of.id}`, { ...bodyOf(draft), version: of.version }))
      if (known && !of) {
        // It exists from here on, whatever becomes of the plan.
        editor.reset(saved)
        void navigate(`/${root}/${known.id}`, { replace: true })
      }
      const place = `/${root}/${known?.id ?? ''}`
      return what === 'plan' ? api.post<D>(`${place}/plan`, { version: known?.version }) : api.get<D>(place)
    },
    done: (_, what) => words.done[what],
    stale: [root],
    after: (stored) => {
      const { id } = viewOf(stored)
      editor.reset(saved)
      queries.setQueryData([one, id], stored)
      void navigate(`/${root}/${id}`, { replace: true })
    },
    onProblem: (problem) => {
      void queries.invalidateQueries({ queryKey: [root] })
      if (of) reload()
      return editor.onProblem(problem)
    },
  })
  const tryAct = (what: Act): void => void (editor.isRight() && act.mutate(what))
  const askCancel = (): void => void modal.confirm({ ...words.cancel, okButtonProps: { danger: true }, cancelText: '先不', onOk: () => act.mutate('cancel') })
  return (
    <EditorFrame
      editor={editor}
      mayWrite={mayWrite}
      head={head}
      what=""
      reload={reload}
      giveUp={editor.restart}
      mayGiveUp={false}
      side={<Panel title={words.seen}>{preview}</Panel>}
      bar={
        <>
          {of && <Button loading={act.isPending} onClick={() => act.mutate('copy')}>{words.copy}</Button>}
          {of && <Button danger onClick={askCancel}>{words.cancel.okText}</Button>}
          {of?.state === 'planned' && <Button onClick={() => act.mutate('take-back')}>{words.takeBack}</Button>}
          <Button disabled={of !== null && !dirty} loading={act.isPending} onClick={() => tryAct('save')}>{of ? '保存' : '存为草稿'}</Button>
          {of?.state !== 'planned' && <Button type="primary" loading={act.isPending} onClick={() => tryAct('plan')}>{words.plan}</Button>}
        </>
      }
    >
      {children}
    </EditorFrame>
  )
}
