import { useQueryClient } from '@tanstack/react-query'
import { App, Button, ConfigProvider, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { AdminLottery } from '../../../../shared/api/shapes-play'
import { Field, ProblemsProvider, type FieldProblems } from '../../../shared/form/Field'
import { MomentInput } from '../../../shared/form/MomentInput'
import { useDraft } from '../../../shared/form/useDraft'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { StateTag } from '../../../shared/ui/bits'
import { PageHead, Panel } from '../../../shared/ui/page'
import { useWrite } from '../../../shared/write'
import { checkLottery, lotteryOf, type LotteryDraft } from './lottery-draft'
import { PrizeTable } from './PrizeTable'
import { percentText } from './words'

/** A lottery before it is published: everything may still change. */
export function LotteryEditor({ lottery, saved }: { lottery: AdminLottery | null; saved: LotteryDraft }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const mayWrite = useCan('members.write')
  const { draft, change, dirty, reset } = useDraft<LotteryDraft>(`lottery.${lottery?.id ?? 'new'}`, lottery?.version ?? 0, saved)
  const [isTried, setTried] = useState(false)
  const [refused, setRefused] = useState<{ draft: LotteryDraft; problems: FieldProblems } | null>(null)
  const problems = { ...(isTried ? checkLottery(draft) : {}), ...(refused?.draft === draft ? refused.problems : {}) }
  const onProblem = (problem: { field: string | null; detail: string }): boolean => {
    if (!problem.field) return false
    setRefused({ draft, problems: { [problem.field]: problem.detail } })
    return false
  }
  const publish = useWrite({
    send: (id: string) => api.post<AdminLottery>(`/lotteries/${id}/publish`),
    done: '抽奖已发布，概率已公开',
    stale: ['lotteries'],
    onProblem,
    after: (stored) => queries.setQueryData(['lottery', stored.id], stored),
  })
  const save = useWrite({
    send: async (then: 'stay' | 'publish') => {
      const body = { ...draft, name: draft.name.trim(), words: draft.words.trim(), prizes: draft.prizes.map((prize) => ({ ...prize, name: prize.name.trim() })), version: lottery?.version ?? 0 }
      return { stored: lottery ? await api.put<AdminLottery>(`/lotteries/${lottery.id}`, body) : await api.post<AdminLottery>('/lotteries', body), then }
    },
    stale: ['lotteries'],
    onProblem,
    after: ({ stored, then }) => {
      setTried(false)
      reset(lotteryOf(stored))
      queries.setQueryData(['lottery', stored.id], stored)
      if (then === 'publish') publish.mutate(stored.id)
      else void message.success('已存为草稿')
      if (!lottery) void navigate(`/lotteries/${stored.id}`, { replace: true })
    },
  })
  const isRight = (): boolean => {
    const count = Object.keys(checkLottery(draft)).length
    setTried(count > 0)
    if (count) void message.warning(`还有 ${count} 处要填好`)
    return count === 0
  }
  const askToPublish = (): void => {
    if (!isRight()) return
    void modal.confirm({
      title: `发布「${draft.name.trim()}」`,
      width: 480,
      content: (
        <ul className="effects">
          <li>以下概率向所有人公开：{draft.prizes.map((prize) => `${prize.name} ${percentText(prize.oddsPpm)}`).join('、')}</li>
          <li>奖品不能再增减；概率和数量还可以调整，调整时当前一轮结束并公布种子</li>
          <li>奖品抽完后，抽到它的那一份改为「{draft.prizes[draft.prizes.length - 1]?.name}」</li>
        </ul>
      ),
      okText: '发布',
      cancelText: '再看看',
      onOk: () => save.mutateAsync('publish').then(() => undefined, () => undefined),
    })
  }
  return (
    <ProblemsProvider value={problems}>
      <PageHead back={{ to: '/lotteries', text: '抽奖' }} title={lottery ? draft.name || '未命名抽奖' : '新建抽奖'} note={lottery && <StateTag state="draft" text="草稿，会员看不到" />} />
      <div className={mayWrite ? 'play-editor' : 'play-editor editor-locked'}>
        <ConfigProvider componentDisabled={!mayWrite}>
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
        </ConfigProvider>
      </div>
      {mayWrite && (
        <div className="save-bar">
          <span className="muted save-note">{dirty ? '有未保存的修改，已留在本机' : ''}</span>
          {dirty && lottery && <Button onClick={() => reset(saved)}>放弃修改</Button>}
          <Button disabled={!dirty && lottery !== null} loading={save.isPending && !publish.isPending} onClick={() => isRight() && save.mutate('stay')}>存为草稿</Button>
          <Button type="primary" loading={publish.isPending} onClick={askToPublish}>发布</Button>
        </div>
      )}
    </ProblemsProvider>
  )
}
