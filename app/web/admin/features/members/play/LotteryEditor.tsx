import { Input, InputNumber } from 'antd'
import type { AdminLottery } from '../../../../shared/api/shapes-play'
import { EditorFrame, useEditor } from '../../../shared/form/editor'
import { Field } from '../../../shared/form/Field'
import { MomentInput } from '../../../shared/form/MomentInput'
import { PublishBar, usePublishing } from '../../../shared/form/publishing'
import { useDraft } from '../../../shared/form/useDraft'
import { useCan } from '../../../shared/permission'
import { StateTag } from '../../../shared/ui/bits'
import { PageHead, Panel } from '../../../shared/ui/page'
import { checkLottery, lotteryOf, type LotteryDraft } from './lottery-draft'
import { PrizeTable } from './PrizeTable'
import { percentText } from './words'

/** A lottery before it is published: everything may still change. */
export function LotteryEditor({ lottery, saved }: { lottery: AdminLottery | null; saved: LotteryDraft }) {
  const mayWrite = useCan('members.write')
  const state = useDraft<LotteryDraft>(`lottery.${lottery?.id ?? 'new'}`, lottery?.version ?? 0, saved)
  const { draft, change } = state
  const editor = useEditor({ state, saved, found: checkLottery(draft) })
  const publishing = usePublishing<LotteryDraft, AdminLottery>({
    editor,
    of: lottery,
    place: '/lotteries',
    one: 'lottery',
    stale: 'lotteries',
    body: () => ({ ...draft, name: draft.name.trim(), words: draft.words.trim(), prizes: draft.prizes.map((prize) => ({ ...prize, name: prize.name.trim() })), version: lottery?.version ?? 0 }),
    draftOf: lotteryOf,
    published: '抽奖已发布，概率已公开',
  })
  return (
    <EditorFrame
      editor={editor}
      mayWrite={mayWrite}
      head={<PageHead back={{ to: '/lotteries', text: '抽奖' }} title={lottery ? draft.name || '未命名抽奖' : '新建抽奖'} note={lottery && <StateTag state="draft" text="草稿，会员看不到" />} />}
      what="这个抽奖"
      reload={() => undefined}
      alone="play-editor"
      giveUp={editor.restart}
      mayGiveUp={lottery !== null}
      bar={<PublishBar of={publishing} ask={() => publishing.ask(draft.name, () => effectsOf(draft))} />}
    >
      <Panel title="基本信息">
        <Field path="name" label="名称" required><Input showCount maxLength={40} value={draft.name} onChange={(event) => change({ name: event.target.value })} /></Field>
        <Field path="words" label="说明" hint="显示在抽奖页上方。"><Input.TextArea showCount maxLength={400} autoSize={{ minRows: 2 }} value={draft.words} onChange={(event) => change({ words: event.target.value })} /></Field>
        <div className="play-pair">
          <Field path="startsAt" label="开始（北京时间）" required><MomentInput label="开始时间" value={draft.startsAt} onChange={(startsAt) => change({ startsAt })} /></Field>
          <Field path="endsAt" label="结束（北京时间）" required><MomentInput label="结束时间" value={draft.endsAt} onChange={(endsAt) => change({ endsAt })} /></Field>
        </div>
        <div className="play-pair">
          <Field path="freePerDay" label="每天免费几次"><InputNumber aria-label="每天免费几次" min={0} max={1000} precision={0} value={draft.freePerDay} onChange={(value) => change({ freePerDay: value ?? 0 })} /></Field>
          <Field path="costPoints" label="之后每次消耗"><InputNumber aria-label="之后每次消耗" min={0} max={1_000_000} precision={0} suffix="积分" value={draft.costPoints} onChange={(value) => change({ costPoints: value ?? 0 })} /></Field>
          <Field path="drawsPerDayMax" label="每人每天最多"><InputNumber aria-label="每人每天最多" min={1} max={1000} precision={0} suffix="次" value={draft.drawsPerDayMax} onChange={(value) => change({ drawsPerDayMax: value ?? 1 })} /></Field>
        </div>
      </Panel>
      <Panel title="奖品和概率"><PrizeTable prizes={draft.prizes} change={(prizes) => change({ prizes })} /></Panel>
    </EditorFrame>
  )
}

/** What publishing does, in words. */
const effectsOf = ({ prizes }: LotteryDraft): string[] => [
  `以下概率向所有人公开：${prizes.map((prize) => `${prize.name} ${percentText(prize.oddsPpm)}`).join('、')}`,
  '奖品不能再增减；概率和数量还可以调整，调整时当前一轮结束并公布种子',
  `奖品抽完后，抽到它的那一份改为「${prizes[prizes.length - 1]?.name}」`,
]
