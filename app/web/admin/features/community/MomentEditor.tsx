import { Input } from 'antd'
import { useState } from 'react'
import type { MomentDetail, MomentView } from '../../../shared/api/shapes-community'
import { useEditor } from '../../shared/form/editor'
import { Field } from '../../shared/form/Field'
import { MomentInput } from '../../shared/form/MomentInput'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { StateTag } from '../../shared/ui/bits'
import { PageHead, Panel } from '../../shared/ui/page'
import { checkMoment, MOMENT_TEXT, MOMENT_TONE, momentBodyOf, TEXT_MAX, type MomentDraft } from './moment-words'
import { MomentAlong, MomentReach } from './MomentFields'
import { MomentPhone } from './MomentPhone'
import { PlannedEditor, type PlannedWords } from './planned'
import { useProducts } from './post-data'

const FIELDS = /^(text|pictureIds|link|guideIds|tagIds|plannedAt)\b/
const WORDS: PlannedWords = {
  done: { save: '已保存', plan: '已安排，到点后交给导购', 'take-back': '已撤回，现在是草稿', cancel: '已取消', copy: '已复制，是一份草稿' },
  copy: '复制',
  takeBack: '撤回为草稿',
  plan: '安排发表',
  cancel: { title: '取消这条朋友圈', content: '取消后不会再交给导购，也不能恢复；可以复制一条再用。', okText: '取消朋友圈' },
  seen: '客户看到的',
}

/** Form left, the moment as a customer sees it right. */
export function MomentEditor({ moment, saved, reload }: { moment: MomentView | null; saved: MomentDraft; reload: () => void }) {
  const mayWrite = useCan('community.write')
  const state = useDraft<MomentDraft>(`moment.${moment?.id ?? 'new'}`, moment?.version ?? 0, saved)
  const { draft, change } = state
  const editor = useEditor({ state, saved, found: checkMoment(draft), placeOf: (field) => FIELDS.exec(field)?.[1] ?? null })
  const [words, setWords] = useState('')
  const product = (useProducts(words).data ?? []).find((one) => one.id === draft.productId)
  const isLink = draft.along === 'link'
  const link = isLink && draft.productId ? { title: draft.title || product?.title || (moment?.linkTitle ?? '商品'), pictureUrl: product?.coverUrl ?? moment?.linkPictureUrl ?? null } : null
  return (
    <PlannedEditor<MomentDraft, MomentView, MomentDetail>
      editor={editor}
      of={moment}
      saved={saved}
      reload={reload}
      root="moments"
      one="moment"
      viewOf={(detail) => detail.moment}
      bodyOf={momentBodyOf}
      versioned={['take-back']}
      words={WORDS}
      head={<PageHead back={{ to: '/moments', text: '朋友圈' }} title={moment ? '朋友圈内容' : '新建朋友圈'} note={moment && <StateTag state={MOMENT_TONE[moment.state]} text={MOMENT_TEXT[moment.state]} />} />}
      preview={<MomentPhone guide="导购" text={draft.text} pictureUrls={isLink ? [] : draft.pictures.map((one) => one.url)} link={link} />}
    >
      <Panel title="发什么">
        <Field path="text" label="文字" required hint={`已用 ${[...draft.text.trim()].length} / ${TEXT_MAX} 字`}>
          <Input.TextArea aria-label="文字" autoSize={{ minRows: 5, maxRows: 16 }} value={draft.text} onChange={(event) => change({ text: event.target.value })} />
        </Field>
        <MomentAlong draft={draft} change={change} locked={!mayWrite} knownTitle={moment?.linkTitle ?? null} words={words} search={setWords} />
      </Panel>
      <Panel title="谁来发，谁能看，什么时候发">
        <MomentReach draft={draft} change={change} />
        <Field path="plannedAt" label="发表时间" required hint="到点后导购收到任务，两小时没有发表会提醒一次。">
          <MomentInput label="发表时间" value={draft.plannedAt} onChange={(plannedAt) => change({ plannedAt })} />
        </Field>
      </Panel>
    </PlannedEditor>
  )
}
