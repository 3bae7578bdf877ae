import { Input } from 'antd'
import { useState } from 'react'
import type { GroupPostDetail, GroupPostView } from '../../../shared/api/shapes-community'
import { useEditor } from '../../shared/form/editor'
import { Field } from '../../shared/form/Field'
import { MomentInput } from '../../shared/form/MomentInput'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { StateTag } from '../../shared/ui/bits'
import { PageHead, Panel } from '../../shared/ui/page'
import { PlannedEditor, type PlannedWords } from './planned'
import { useProducts } from './post-data'
import { bytesOf, checkPost, postBodyOf, POST_TEXT, POST_TONE, TEXT_BYTES_MAX, type PostDraft } from './post-words'
import { PostAbout } from './PostAbout'
import { PostPhone } from './PostPhone'
import { PostPictures } from './PostPictures'
import { PostTarget } from './PostTarget'

const FIELDS = /^(text|pictureIds|card|attachment|target|plannedAt)\b/
const WORDS: PlannedWords = {
  done: { save: '已保存', plan: '已安排，到点后交给群主', 'take-back': '已改回草稿', cancel: '已取消', copy: '已复制到下周，是一份草稿' },
  copy: '复制到下周',
  takeBack: '改回草稿',
  plan: '安排发送',
  cancel: { title: '取消这条内容', content: '取消后不会再发送，也不能恢复；可以复制到下周再用。', okText: '取消内容' },
  seen: '群里看到的',
}

/** Form left, the message as the group sees it right. */
export function PostEditor({ post, saved, reload }: { post: GroupPostView | null; saved: PostDraft; reload: () => void }) {
  const mayWrite = useCan('community.write')
  const state = useDraft<PostDraft>(`group-post.${post?.id ?? 'new'}`, post?.version ?? 0, saved)
  const { draft, change } = state
  const editor = useEditor({ state, saved, found: checkPost(draft), placeOf: (field) => FIELDS.exec(field)?.[1] ?? null })
  const [words, setWords] = useState('')
  const product = (useProducts(words).data ?? []).find((one) => one.id === draft.productId)
  const hasCard = draft.productId !== null || draft.mediaId !== null
  const card = hasCard ? { title: draft.cardTitle || product?.title || (post?.cardTitle ?? '商品'), pictureUrl: product?.coverUrl ?? post?.cardPictureUrl ?? null } : null
  return (
    <PlannedEditor<PostDraft, GroupPostView, GroupPostDetail>
      editor={editor}
      of={post}
      saved={saved}
      reload={reload}
      root="group-posts"
      one="group-post"
      viewOf={(detail) => detail.post}
      bodyOf={postBodyOf}
      versioned={['take-back', 'cancel']}
      words={WORDS}
      head={<PageHead back={{ to: '/group-posts', text: '内容日历' }} title={post ? '社群内容' : '新建内容'} note={post && <StateTag state={POST_TONE[post.state]} text={POST_TEXT[post.state]} />} />}
      preview={<PostPhone text={draft.text} pictureUrls={draft.pictures.map((one) => one.url)} card={card} owner="群主" />}
    >
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
    </PlannedEditor>
  )
}
