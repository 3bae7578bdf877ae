import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, ConfigProvider, Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { GroupPostDetail, GroupPostView } from '../../../shared/api/shapes-community'
import { Field, ProblemsProvider, type FieldProblems } from '../../shared/form/Field'
import { MomentInput } from '../../shared/form/MomentInput'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag } from '../../shared/ui/bits'
import { PageHead, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { useProducts } from './post-data'
import { bytesOf, checkPost, postBodyOf, POST_TEXT, POST_TONE, TEXT_BYTES_MAX, type PostDraft } from './post-words'
import { PostAbout } from './PostAbout'
import { PostPhone } from './PostPhone'
import { PostPictures } from './PostPictures'
import { PostTarget } from './PostTarget'
import './posts.css'

const FIELDS = /^(text|pictureIds|card|attachment|target|plannedAt)\b/
type Act = 'save' | 'plan' | 'take-back' | 'cancel' | 'copy'
const DONE: Record<Act, string> = { save: '已保存', plan: '已安排，到点后交给群主', 'take-back': '已改回草稿', cancel: '已取消', copy: '已复制到下周，是一份草稿' }

/** Form left, the message as the group sees it right. */
export function PostEditor({ post, saved, reload }: { post: GroupPostView | null; saved: PostDraft; reload: () => void }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const mayWrite = useCan('community.write')
  const state = useDraft<PostDraft>(`group-post.${post?.id ?? 'new'}`, post?.version ?? 0, saved)
  const { draft, change, dirty } = state
  const [tried, setTried] = useState(false)
  const [refused, setRefused] = useState<{ draft: PostDraft; problems: FieldProblems } | null>(null)
  const [words, setWords] = useState('')
  const product = (useProducts(words).data ?? []).find((one) => one.id === draft.productId)
  const found = checkPost(draft)
  const act = useWrite<Act, GroupPostDetail>({
    send: async (what) => {
      if (post && (what === 'copy' || what === 'cancel' || what === 'take-back')) return api.post(`/group-posts/${post.id}/${what}`, what === 'copy' ? undefined : { version: post.version })
      let known: GroupPostView | null = post
      if (!post) known = (await api.post<GroupPostDetail>('/group-posts', postBodyOf(draft))).post
      else if (dirty || what === 'save') known = (await api.put<GroupPostDetail>(`/group-posts/${post.id}`, { ...postBodyOf(draft), version: post.version })).post
      if (known && !post) {
        // It exists from here on, whatever becomes of the plan.
        state.reset(saved)
        void navigate(`/group-posts/${known.id}`, { replace: true })
      }
      const place = `/group-posts/${known?.id ?? ''}`
      return what === 'plan' ? api.post<GroupPostDetail>(`${place}/plan`, { version: known?.version }) : api.get<GroupPostDetail>(place)
    },
    done: (_, what) => DONE[what],
    stale: ['group-posts'],
    after: (stored) => {
      state.reset(saved)
      queries.setQueryData(['group-post', stored.post.id], stored)
      void navigate(`/group-posts/${stored.post.id}`, { replace: true })
    },
    onProblem: (problem) => {
      void queries.invalidateQueries({ queryKey: ['group-posts'] })
      if (post) reload()
      const field = problem.field && FIELDS.exec(problem.field)?.[1]
      if (field) setRefused({ draft, problems: { [field]: problem.detail } })
      return Boolean(field)
    },
  })
  const tryAct = (what: Act): void => {
    const count = Object.keys(found).length
    setTried(count > 0)
    if (count) void message.warning(`还有 ${count} 处要填好`)
    else act.mutate(what)
  }
  const askCancel = (): void => void modal.confirm({ title: '取消这条内容', content: '取消后不会再发送，也不能恢复；可以复制到下周再用。', okText: '取消内容', okButtonProps: { danger: true }, cancelText: '先不', onOk: () => act.mutate('cancel') })
  const hasCard = draft.productId !== null || draft.mediaId !== null
  const card = hasCard ? { title: draft.cardTitle || product?.title || (post?.cardTitle ?? '商品'), pictureUrl: product?.coverUrl ?? post?.cardPictureUrl ?? null } : null
  return (
    <ProblemsProvider value={{ ...(tried ? found : {}), ...(refused?.draft === draft ? refused.problems : {}) }}>
      <PageHead back={{ to: '/group-posts', text: '内容日历' }} title={post ? '社群内容' : '新建内容'} note={post && <StateTag state={POST_TONE[post.state]} text={POST_TEXT[post.state]} />} />
      {state.restoredAt && <Alert className="editor-note" type={state.outdated ? 'warning' : 'info'} showIcon title={`已恢复您没有保存的修改${state.outdated ? '；此后别人保存过，请核对后再保存' : ''}。`} action={<Button size="small" onClick={() => state.reset(saved)}>放弃这些修改</Button>} />}
      <div className="editor">
        <div className={mayWrite ? 'editor-form' : 'editor-form editor-locked'}>
          <ConfigProvider componentDisabled={!mayWrite}>
            <Panel title="说什么">
              <Field path="text" label="文字" required hint={`已用 ${bytesOf(draft.text.trim())} / ${TEXT_BYTES_MAX} 字节`}>
                <Input.TextArea aria-label="文字" autoSize={{ minRows: 5, maxRows: 16 }} value={draft.text} onChange={(event) => change({ text: event.target.value })} />
              </Field>
              <Field path="pictureIds" label="图片" hint="最多 8 张。">
                <PostPictures locked={!mayWrite} pictures={draft.pictures} add={(picture) => change({ pictures: [...draft.pictures.filter((one) => one.id !== picture.id), picture] })} drop={(id) => change({ pictures: draft.pictures.filter((one) => one.id !== id) })} />
              </Field>
              <PostAbout draft={draft} change={change} knownTitle={post?.cardTitle ?? null} knownName={post?.attachmentName ?? null} words={words} search={setWords} />
            </Panel>
            <Panel title="发给谁，什么时候发">
              <PostTarget draft={draft} change={change} />
              <Field path="plannedAt" label="发送时间" required hint="建议每周 3 到 5 条；同一天不会给同一个群发两次相同的文字。">
                <MomentInput label="发送时间" value={draft.plannedAt} onChange={(plannedAt) => change({ plannedAt })} />
              </Field>
            </Panel>
          </ConfigProvider>
        </div>
        <aside className="editor-side">
          <Panel title="群里看到的">
            <PostPhone text={draft.text} pictureUrls={draft.pictures.map((one) => one.url)} card={card} owner="群主" />
          </Panel>
        </aside>
      </div>
      {mayWrite && (
        <div className="save-bar">
          <span className="muted save-note">{dirty ? '有未保存的修改，已留在本机' : ''}</span>
          {post && <Button loading={act.isPending} onClick={() => act.mutate('copy')}>复制到下周</Button>}
          {post && <Button danger onClick={askCancel}>取消内容</Button>}
          {post?.state === 'planned' && <Button onClick={() => act.mutate('take-back')}>改回草稿</Button>}
          <Button disabled={post !== null && !dirty} loading={act.isPending} onClick={() => tryAct('save')}>{post ? '保存' : '存为草稿'}</Button>
          {post?.state !== 'planned' && <Button type="primary" loading={act.isPending} onClick={() => tryAct('plan')}>安排发送</Button>}
        </div>
      )}
    </ProblemsProvider>
  )
}
