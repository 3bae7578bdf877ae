import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, ConfigProvider, InputNumber, Radio } from 'antd'
import { useState } from 'react'
import type { PostRules, PostRulesBook } from '../../../shared/api/shapes-community'
import { Field, ProblemsProvider, type FieldProblems } from '../../shared/form/Field'
import '../../shared/form/editor.css'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { When } from '../../shared/ui/bits'
import { Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './community.css'
import { LIMIT_TEXT, PER_DAY_MAX, perDayMax } from './post-words'
import './posts.css'

const WECOM_LIMITS = (Object.keys(LIMIT_TEXT) as PostRules['wecom'][]).map((value) => ({ value, label: LIMIT_TEXT[value] }))

/** How much a group may get. */
export function PostRulesPage() {
  // It is not renewed under what somebody types, so that a save meets the version that was read.
  const book = useQuery({
    queryKey: ['group-post-rules'],
    queryFn: ({ signal }) => api.get<PostRulesBook>('/group-post-rules', {}, signal),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: Infinity,
    gcTime: 0,
  })
  if (book.isError && !book.data) return <Failed error={book.error} again={() => void book.refetch()} />
  if (!book.data) return <PageSkeleton />
  return <RulesForm key={book.data.version} book={book.data} reload={() => void book.refetch()} />
}

function RulesForm({ book, reload }: { book: PostRulesBook; reload: () => void }) {
  const queries = useQueryClient()
  const mayWrite = useCan('community.write')
  const { draft, change, dirty, restoredAt, reset } = useDraft<PostRules>('group-post.rules', book.version, book.rules)
  const [refused, setRefused] = useState<FieldProblems>({})
  const [conflict, setConflict] = useState(false)
  const edit = (part: Partial<PostRules>): void => (setRefused({}), change(part))
  const save = useWrite({
    send: () => api.put<PostRulesBook>('/group-post-rules', { ...draft, version: book.version }),
    done: '规则已保存',
    stale: ['group-posts'],
    after: (saved) => {
      reset(saved.rules)
      queries.setQueryData(['group-post-rules'], saved)
    },
    onProblem: (problem) => {
      if (problem.code === 'community.rules_changed') return setConflict(true), true
      if (!problem.field) return false
      setRefused({ [problem.field]: problem.detail })
      return true
    },
  })
  return (
    <ProblemsProvider value={refused}>
      <PageHead back={{ to: '/group-posts', text: '内容日历' }} title="群发次数规则" note="一个群能收到多少条，按内容安排的日期计算。" />
      {conflict && <Alert className="editor-note" type="warning" showIcon title="同事刚刚保存过规则，请取最新版本后再改。" action={<Button size="small" onClick={() => (setConflict(false), reset(book.rules), reload())}>取最新版本</Button>} />}
      {restoredAt !== null && !conflict && <Alert className="editor-note" type="info" showIcon title="已恢复您上次没有保存的修改" action={<Button size="small" onClick={() => reset(book.rules)}>放弃修改</Button>} />}
      <ConfigProvider componentDisabled={!mayWrite}>
        <Panel title="企业微信的上限">
          <p className="muted contact-line">请和企业微信管理后台里的设置一致。这里算的是本店安排的内容，超出的会被企业微信拒收。</p>
          <Field path="wecom" label="每个群">
            <Radio.Group aria-label="企业微信的上限" options={WECOM_LIMITS} value={draft.wecom} onChange={(event) => edit(limited(draft, event.target.value as PostRules['wecom']))} />
          </Field>
        </Panel>
        <Panel title="本店的上限">
          <Field path="perDay" label="每个群每天最多" hint="比如每天一条秒杀，再加一条内容，就填 2。同一天不会给同一个群发两次相同的文字。">
            <InputNumber<number> aria-label="每个群每天最多几条" min={1} max={perDayMax(draft.wecom)} precision={0} suffix="条" value={draft.perDay} onChange={(perDay) => edit({ perDay: perDay ?? 1 })} />
          </Field>
          <p className="muted contact-line">改小以后，已经安排的内容不会撤掉，到点时超出的群不再发。</p>
          <p className="rules-meta">{book.version === 0 ? '还没有人改过，现在是初始规则。' : <>第 {book.version} 版，{book.by} <When at={book.at} /> 保存。</>}</p>
        </Panel>
      </ConfigProvider>
      {mayWrite && (
        <div className="save-bar">
          <span className="muted save-note">{dirty ? '有未保存的修改，已留在本机' : ''}</span>
          {dirty && <Button onClick={() => reset(book.rules)}>放弃修改</Button>}
          <Button type="primary" disabled={!dirty} loading={save.isPending} onClick={() => save.mutate(undefined)}>
            保存
          </Button>
        </div>
      )}
    </ProblemsProvider>
  )
}

/** A day that allows one allows no two. */
const limited = (draft: PostRules, wecom: PostRules['wecom']): Partial<PostRules> => ({ wecom, perDay: Math.min(draft.perDay, perDayMax(wecom), PER_DAY_MAX) })
