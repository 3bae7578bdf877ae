import { Alert, App, Button, ConfigProvider, Input } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { Problem } from '../../../shared/api/problem'
import type { AdminProduct } from '../../../shared/api/shapes-goods'
import { useQueryClient } from '@tanstack/react-query'
import { relativeTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag, When } from '../../shared/ui/bits'
import { PageHead, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { AttributesSection, BasicsSection } from './BasicsSection'
import { check, DETAIL_MEDIA_MAX, draftOf, inputOf, MEDIA_MAX, placeOf, type Draft } from './draft'
import { Field, ProblemsProvider, type FieldProblems } from '../../shared/form/Field'
import { galleryOf, picturesOf, videoOf } from './gallery'
import { MediaGrid } from './MediaSection'
import { OptionsSection } from './OptionsSection'
import { PhonePreview } from './PhonePreview'
import { PublishButtons } from './PublishButtons'
import { useDraft } from '../../shared/form/useDraft'
import { VideoSection } from './VideoSection'
import { STATUS_TEXT } from './words'

interface Props {
  product: AdminProduct | null
  saved: Draft
  reload: () => void
}

/** Form left, phone right. Saving checks here first; what the server refuses lands at its field. */
export function ProductEditor({ product, saved, reload }: Props) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const mayWrite = useCan('catalogue.write')
  const state = useDraft(`product.${product?.id ?? 'new'}`, product?.version ?? 0, saved)
  const { draft, change, dirty } = state
  const [problems, setProblems] = useState<FieldProblems>({})
  const [conflict, setConflict] = useState(false)
  const form = useRef<HTMLDivElement>(null)

  const show = (found: FieldProblems): void => {
    setProblems(found)
    const [first] = Object.keys(found)
    // After React has drawn the message, the first one is brought into view.
    if (first) requestAnimationFrame(() => form.current?.querySelector(`[data-field="${CSS.escape(first)}"]`)?.scrollIntoView({ block: 'center', behavior: 'smooth' }))
  }
  const onProblem = (problem: Problem): boolean => {
    if (problem.code === 'commerce.version_conflict') {
      setConflict(true)
      return true
    }
    if (!problem.field) return false
    show({ [placeOf(problem.field)]: problem.detail })
    return true
  }
  const save = useWrite({
    send: async (then: 'stay' | 'publish') => {
      const body = inputOf(draft)
      const stored = product ? await api.put<AdminProduct>(`/products/${product.id}`, { ...body, version: product.version }) : await api.post<AdminProduct>('/products', body)
      return { stored, then }
    },
    stale: ['products'],
    onProblem,
    after: ({ stored, then }) => {
      setProblems({})
      setConflict(false)
      state.reset(draftOf(stored))
      queries.setQueryData(['product', stored.id], stored)
      if (then === 'publish') publish.mutate(stored)
      else void message.success('已保存')
      if (!product) void navigate(`/products/${stored.id}`, { replace: true })
    },
  })
  const publish = useWrite({
    send: (of: AdminProduct) => api.post<AdminProduct>(`/products/${of.id}/publish`, { at: null }),
    done: '已保存并上架',
    stale: ['products'],
    onProblem,
    after: (stored) => queries.setQueryData(['product', stored.id], stored),
  })
  const submit = (then: 'stay' | 'publish'): void => {
    const found = check(draft)
    if (Object.keys(found).length) {
      show(found)
      void message.warning(`还有 ${Object.keys(found).length} 处要填好`)
    } else save.mutate(then)
  }
  const giveUp = (): void =>
    void modal.confirm({
      title: '放弃没有保存的修改',
      content: '会回到上次保存的样子，这些修改找不回来。',
      okText: '放弃修改',
      okButtonProps: { danger: true },
      onOk: () => {
        setProblems({})
        state.reset(saved)
      },
    })
  const problemCount = Object.keys(problems).length
  const stray = Object.entries(problems).filter(([path]) => !form.current?.querySelector(`[data-field="${CSS.escape(path)}"]`))

  return (
    <ProblemsProvider value={problems}>
      <PageHead
        back={{ to: '/products', text: '商品' }}
        title={product ? draft.title || '未命名商品' : '新建商品'}
        note={
          product && (
            <>
              <StateTag state={product.status} text={STATUS_TEXT[product.status]} /> 更新于 <When at={product.updatedAt} />
            </>
          )
        }
        actions={product && mayWrite && !dirty && <PublishButtons product={product} />}
      />
      {state.restoredAt && (
        <Alert
          className="editor-note"
          type={state.outdated ? 'warning' : 'info'}
          showIcon
          title={`已恢复您 ${relativeTime(state.restoredAt, Date.now())} 没有保存的修改${state.outdated ? '；此后别人保存过这个商品，请核对后再保存' : ''}。`}
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
          title="别人刚刚保存过这个商品，您的修改还在。取来最新版本后核对，再保存一次。"
          action={
            <Button
              size="small"
              onClick={() => {
                setConflict(false)
                reload()
              }}
            >
              取最新版本
            </Button>
          }
        />
      )}
      {stray.map(([path, text]) => (
        <Alert key={path} className="editor-note" type="error" showIcon title={text} />
      ))}
      <div className="editor">
        <div ref={form} className={mayWrite ? 'editor-form' : 'editor-form editor-locked'}>
          <ConfigProvider componentDisabled={!mayWrite}>
          <BasicsSection draft={draft} change={change} />
          <Panel title="主图">
            <Field path="media" label="图片" required hint="第一张是封面。建议 800×800 以上的方图，JPEG、PNG 或 WebP，每张不超过 10 MB。">
              <MediaGrid label="主图" items={picturesOf(draft.media)} max={MEDIA_MAX} firstIsCover update={(next) => change((now) => ({ media: galleryOf(videoOf(now.media), next(picturesOf(now.media))) }))} />
            </Field>
            <Field path="video" label="视频" hint="可以不放；放了就排在主图最前。MP4（H.264 画面、AAC 声音），60 秒、20 MB 以内，导出时勾选“快速启动”。">
              <VideoSection video={videoOf(draft.media)} update={(next) => change((now) => ({ media: galleryOf(next, picturesOf(now.media)) }))} />
            </Field>
          </Panel>
          <OptionsSection draft={draft} change={change} />
          <AttributesSection draft={draft} change={change} />
          <Panel title="图文详情">
            <Field path="detailText" label="文字">
              <Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} maxLength={5000} value={draft.detailText} onChange={(event) => change({ detailText: event.target.value })} />
            </Field>
            <Field path="detailMedia" label="长图">
              <MediaGrid label="详情图" items={draft.detailMedia} max={DETAIL_MEDIA_MAX} update={(next) => change((now) => ({ detailMedia: next(now.detailMedia) }))} />
            </Field>
          </Panel>
          </ConfigProvider>
        </div>
        <aside className="editor-side">
          <PhonePreview draft={draft} />
        </aside>
      </div>
      {mayWrite && (
        <div className="save-bar">
          <span className="muted">
            {problemCount > 0 ? <span className="field-problem">有 {problemCount} 处要改</span> : dirty ? '有未保存的修改，已留在本机' : '没有未保存的修改'}
          </span>
          {dirty && product && <Button onClick={giveUp}>放弃修改</Button>}
          <Button disabled={!dirty && product !== null} loading={save.isPending} onClick={() => submit('stay')}>
            {product ? '保存' : '存为草稿'}
          </Button>
          {product?.status !== 'on_sale' && (
            <Button type="primary" loading={save.isPending || publish.isPending} onClick={() => submit('publish')}>
              保存并上架
            </Button>
          )}
        </div>
      )}
    </ProblemsProvider>
  )
}
