import { Button, Input } from 'antd'
import type { AdminProduct } from '../../../shared/api/shapes-goods'
import { EditorFrame, sinceText, useEditor } from '../../shared/form/editor'
import { Field } from '../../shared/form/Field'
import { usePublishing } from '../../shared/form/publishing'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { StateTag, When } from '../../shared/ui/bits'
import { PageHead, Panel } from '../../shared/ui/page'
import { AttributesSection, BasicsSection } from './BasicsSection'
import { check, DETAIL_MEDIA_MAX, draftOf, inputOf, MEDIA_MAX, placeOf, type Draft } from './draft'
import { galleryOf, picturesOf, videoOf } from './gallery'
import { MediaGrid } from './MediaSection'
import { OptionsSection } from './OptionsSection'
import { PhonePreview } from './PhonePreview'
import { PublishButtons } from './PublishButtons'
import { VideoSection } from './VideoSection'
import { STATUS_TEXT } from './words'

interface Props {
  product: AdminProduct | null
  saved: Draft
  reload: () => void
}

/** Form left, phone right. Saving checks here first; what the server refuses lands at its field. */
export function ProductEditor({ product, saved, reload }: Props) {
  const mayWrite = useCan('catalogue.write')
  const state = useDraft(`product.${product?.id ?? 'new'}`, product?.version ?? 0, saved)
  const { draft, change, dirty } = state
  const editor = useEditor({ state, saved, found: check(draft), placeOf, changedCode: 'commerce.version_conflict' })
  const publishing = usePublishing<Draft, AdminProduct>({
    editor,
    of: product,
    place: '/products',
    one: 'product',
    stale: 'products',
    body: () => ({ ...inputOf(draft), ...(product ? { version: product.version } : {}) }),
    draftOf,
    kept: '已保存',
    published: '已保存并上架',
    how: { at: null },
  })
  const problemCount = Object.keys(editor.problems).length
  const head = (
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
  )
  return (
    <EditorFrame
      editor={editor}
      mayWrite={mayWrite}
      head={head}
      what="这个商品"
      since={sinceText(state.restoredAt)}
      reload={reload}
      side={<PhonePreview draft={draft} />}
      mayGiveUp={product !== null}
      idle="没有未保存的修改"
      {...(problemCount > 0 ? { note: <span className="field-problem">有 {problemCount} 处要改</span> } : {})}
      bar={
        <>
          <Button disabled={!dirty && product !== null} loading={publishing.isSaving} onClick={() => publishing.submit('stay')}>
            {product ? '保存' : '存为草稿'}
          </Button>
          {product?.status !== 'on_sale' && (
            <Button type="primary" loading={publishing.isSaving || publishing.isPublishing} onClick={() => publishing.submit('publish')}>
              保存并上架
            </Button>
          )}
        </>
      }
    >
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
    </EditorFrame>
  )
}
