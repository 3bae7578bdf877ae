import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useNavigate } from 'react-router'
import { api } from '../session'
import { useWrite } from '../write'
import type { Editor } from './editor'

interface Settings<T extends object, V> {
  editor: Editor<T>
  /** What is stored; null: nothing yet. */
  of: V | null
  /** Where it is written, and where its page is. */
  place: string
  page?: string
  /** The query key of one, and the root of the lists. */
  one: string
  stale: string
  body: () => object
  draftOf: (stored: V) => T
  kept?: string
  published: string | ((stored: V) => string)
  /** What is sent to publish. */
  how?: object
}

/** An editor whose draft is saved, and then published where that is wanted: a draft that cannot be published stays saved. */
export function usePublishing<T extends object, V extends { id: string }>({ editor, of, place, page = place, one, stale, body, draftOf, kept = '已存为草稿', published, how }: Settings<T, V>) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const publish = useWrite({
    send: (stored: V) => api.post<V>(`${place}/${stored.id}/publish`, how),
    done: published,
    stale: [stale],
    onProblem: editor.onProblem,
    after: (stored) => queries.setQueryData([one, stored.id], stored),
  })
  const save = useWrite({
    send: async (then: 'stay' | 'publish') => ({ stored: of ? await api.put<V>(`${place}/${of.id}`, body()) : await api.post<V>(place, body()), then }),
    stale: [stale],
    onProblem: editor.onProblem,
    after: ({ stored, then }) => {
      editor.stored(draftOf(stored))
      queries.setQueryData([one, stored.id], stored)
      if (then === 'publish') publish.mutate(stored)
      else void message.success(kept)
      if (!of) void navigate(`${page}/${stored.id}`, { replace: true })
    },
  })
  return {
    isSaving: save.isPending,
    isPublishing: publish.isPending,
    isNew: of === null,
    isDirty: editor.dirty,
    /** Saves what is right; what is not is marked. */
    submit: (then: 'stay' | 'publish'): void => void (editor.isRight() && save.mutate(then)),
    /** Says what publishing does, and asks. */
    ask: (name: string, effects: () => readonly string[], width = 480): void => {
      if (!editor.isRight()) return
      void modal.confirm({
        title: `发布「${name.trim()}」`,
        width,
        content: (
          <ul className="effects">
            {effects().map((effect) => (
              <li key={effect}>{effect}</li>
            ))}
          </ul>
        ),
        okText: '发布',
        cancelText: '再看看',
        onOk: () => save.mutateAsync('publish').then(() => undefined, () => undefined),
      })
    },
  }
}

/** Buttons of such an editor. */
export function PublishBar({ of, ask }: { of: Pick<ReturnType<typeof usePublishing>, 'isSaving' | 'isPublishing' | 'isNew' | 'isDirty' | 'submit'>; ask: () => void }) {
  return (
    <>
      <Button disabled={!of.isDirty && !of.isNew} loading={of.isSaving && !of.isPublishing} onClick={() => of.submit('stay')}>
        存为草稿
      </Button>
      <Button type="primary" loading={of.isPublishing} onClick={ask}>
        发布
      </Button>
    </>
  )
}
