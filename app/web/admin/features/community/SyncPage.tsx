import { App, Button } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { MirrorCounts } from '../../../shared/api/shapes-community'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { Figure } from '../../shared/ui/bits'
import { Failed, PageHead, PageSkeleton } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { BudgetPanel } from './BudgetPanel'
import './community.css'
import { useWecomState } from './data'
import { GapPanel } from './GapPanel'
import { GroupComparePanel } from './GroupComparePanel'
import { LeaverPanel } from './LeaverPanel'
import { NoWecom } from './NotSetUp'
import { RunningPanel, RunPanel } from './RunPanel'
import { callsOf, countText, isUnderWay } from './words'

const STALE = ['wecom-state']
const TITLE = '企业微信同步'

/** How far the shop's records and WeCom agree, and what keeps them so. */
export function SyncPage() {
  const state = useWecomState(true)
  const mayWrite = useCan('community.write')
  const { modal } = App.useApp()
  // A refusal, too, means that it stands otherwise than it was shown.
  const start = useWrite({ send: () => api.post<null>('/wecom/comparisons'), done: '已开始核对', stale: STALE, onProblem: () => (void state.refetch(), false) })
  const stop = useWrite({ send: () => api.post<null>('/wecom/comparisons/stop'), done: '读完当前一页后停止', stale: STALE, onProblem: () => (void state.refetch(), false) })
  if (state.isError && !state.data) return <Failed error={state.error} again={() => void state.refetch()} />
  if (!state.data) return <PageSkeleton />
  const { isOn, counts, runs, gaps, budgets } = state.data
  if (!isOn) return <NoWecom title={TITLE} />
  const last = runs[0]
  const running = last && isUnderWay(last) ? last : null
  const askStart = (): void =>
    void modal.confirm({
      title: '立即核对企业微信客户',
      content: `会读取全部导购的客户（现有 ${countText(counts.guides)} 位导购、${countText(counts.pairs)} 对好友关系），至少调用企业微信 ${countText(callsOf(counts))} 次。缺少的补上，多出的结束，不同的以企业微信为准。`,
      okText: '立即核对',
      cancelText: '先不',
      onOk: () => start.mutate(undefined),
    })
  const askStop = (): void =>
    void modal.confirm({
      title: '停止这次核对',
      content: '已经核对过的保留；下一次核对从头开始。',
      okText: '停止',
      okButtonProps: { danger: true },
      cancelText: '先不',
      onOk: () => stop.mutate(undefined),
    })
  return (
    <>
      <PageHead
        title={TITLE}
        note="变化由企业微信随时通知；每小时完整核对一次，漏掉的补上。"
        actions={
          mayWrite &&
          (running ? (
            <Button danger disabled={running.state === 'stopping'} loading={stop.isPending} onClick={askStop}>
              {running.state === 'stopping' ? '正在停止' : '停止'}
            </Button>
          ) : (
            <Button type="primary" loading={start.isPending} onClick={askStart}>
              立即核对
            </Button>
          ))
        }
      />
      <Counts counts={counts} />
      {running && <RunningPanel run={running} />}
      <LeaverPanel />
      <GapPanel gaps={gaps} runs={runs} />
      <RunPanel runs={runs} />
      <GroupComparePanel />
      <BudgetPanel budgets={budgets} />
    </>
  )
}

function Counts({ counts }: { counts: MirrorCounts }) {
  const facts: { name: string; value: number; note?: ReactNode }[] = [
    { name: '导购', value: counts.guides, note: '可以添加客户的同事' },
    { name: '客户', value: counts.contacts, note: '至少是一位导购的好友' },
    { name: '好友关系', value: counts.pairs, note: '导购与客户成对计' },
    { name: '有 unionid', value: counts.withUnionid, note: '可以与小程序对应' },
    { name: '到过小程序', value: counts.withShop, note: '已有会员档案' },
    { name: '7 天内流失', value: counts.lostInWeek, note: <Link to="/contacts?state=lost">被客户删除的好友</Link> },
  ]
  return (
    <dl className="sync-counts">
      {facts.map((fact) => (
        <Figure key={fact.name} name={fact.name} value={countText(fact.value)} note={fact.note} />
      ))}
    </dl>
  )
}
