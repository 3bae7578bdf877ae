import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { AdminLottery, AdminPrize } from '../../../../shared/api/shapes-play'
import { exactTime } from '../../../../shared/format/time'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { StateTag } from '../../../shared/ui/bits'
import { Facts, PageHead, Panel } from '../../../shared/ui/page'
import { useWrite } from '../../../shared/write'
import { AdjustDialog } from './AdjustDialog'
import { ReasonDialog } from './ReasonDialog'
import { countText, LOTTERY_TONE, percentText, PRIZE_KIND_TEXT } from './words'

/** A published lottery: what was drawn against what the odds say, and how it is adjusted and ended. */
export function LotteryDetail({ lottery }: { lottery: AdminLottery }) {
  const queries = useQueryClient()
  const mayWrite = useCan('members.write')
  const [asking, setAsking] = useState<'adjust' | 'end' | null>(null)
  const keep = (stored: AdminLottery): void => {
    setAsking(null)
    queries.setQueryData(['lottery', stored.id], stored)
  }
  const end = useWrite({ send: (reason: string) => api.post<AdminLottery>(`/lotteries/${lottery.id}/end`, { reason }), done: '抽奖已结束，种子已公布', stale: ['lotteries'], after: keep })
  const { round } = lottery
  const figures: [string, string][] = [['抽奖次数', countText(lottery.draws)], ['参与人数', countText(lottery.members)], ['消耗积分', countText(lottery.pointsSpent)], ['送出积分', countText(lottery.pointsWon)]]
  return (
    <>
      <PageHead
        back={{ to: '/lotteries', text: '抽奖' }}
        title={lottery.name}
        note={<><StateTag state={LOTTERY_TONE[lottery.state]} text={lottery.stateText} /> {lottery.words}</>}
        actions={
          mayWrite && lottery.state === 'published' && (
            <>
              <Button onClick={() => setAsking('adjust')}>调整概率和数量</Button>
              <Button danger onClick={() => setAsking('end')}>结束抽奖</Button>
            </>
          )
        }
      />
      <div className="play-detail">
        <div>
          <dl className="play-figures">
            {figures.map(([name, value]) => <div key={name} className="panel"><dt>{name}</dt><dd>{value}</dd></div>)}
          </dl>
          <Panel title="结果与概率对照" className="play-gap">
            <div className="prize-scroll">
              <table className="prize-table">
                <thead><tr><th>奖品</th><th>类型</th><th className="num">概率</th><th className="num">剩余 / 数量</th><th className="num">已送出</th><th>抽到次数，对照概率应有的次数</th></tr></thead>
                <tbody>{lottery.prizes.map((prize) => <Row key={prize.position} prize={prize} draws={lottery.draws} />)}</tbody>
              </table>
            </div>
            <p className="play-note">竖线是概率应有的次数。次数少时偏差大是正常的；抽到但已经发完的，送出的是「{lottery.prizes[lottery.prizes.length - 1]?.name}」。</p>
          </Panel>
        </div>
        <aside>
          <Panel title="规则">
            <Facts
              items={[
                ['时间', `${exactTime(lottery.startsAt).slice(0, 16)} 至 ${exactTime(lottery.endsAt).slice(0, 16)}`],
                ['每天免费', `${lottery.freePerDay} 次`],
                ['之后每次', `${lottery.costPoints} 积分`],
                ['每天最多', `${lottery.drawsPerDayMax} 次`],
                ['概率版本', `第 ${lottery.oddsVersion} 版`],
              ]}
            />
          </Panel>
          <Panel title="当前一轮" className="play-gap">
            {round ? (
              <Facts items={[['轮次', `第 ${round.number} 轮，${round.day}`], ['已抽', `${round.draws} 次`], ['校验值', <span key="hash" className="hash-text">{round.commitment}</span>], ['种子', '这一轮结束后公布']]} />
            ) : (
              <p className="muted">没有正在进行的一轮，各轮的种子都已公布。</p>
            )}
          </Panel>
        </aside>
      </div>
      {asking === 'adjust' && <AdjustDialog lottery={lottery} keep={keep} close={() => setAsking(null)} />}
      {asking === 'end' && (
        <ReasonDialog
          title={`结束「${lottery.name}」`}
          effects={['会员不能再抽，已经抽中的照常发放', '当前一轮的种子立即公布，所有人可以验证', '结束后不能再开启']}
          label="结束原因，会写进审计"
          okText="结束抽奖"
          pending={end.isPending}
          close={() => setAsking(null)}
          done={(reason) => end.mutate(reason)}
        />
      )}
    </>
  )
}

function Row({ prize, draws }: { prize: AdminPrize; draws: number }) {
  const expected = prize.expectedMilli / 1000
  const most = Math.max(prize.rolled, expected, 1)
  const words = `抽到 ${countText(prize.rolled)} 次，应有 ${expected.toLocaleString('zh-CN', { maximumFractionDigits: 1 })} 次`
  return (
    <tr>
      <td>{prize.name}</td>
      <td className="nowrap">{PRIZE_KIND_TEXT[prize.kind]}</td>
      <td className="num">{percentText(prize.oddsPpm)}</td>
      <td className="num">{prize.stock === null ? '不限' : `${countText(prize.stock - prize.won)} / ${countText(prize.stock)}`}</td>
      <td className="num">{countText(prize.won)}</td>
      <td>
        <span className="against" role="img" aria-label={words}>
          <span className="against-track">
            <span className="against-fill" style={{ width: `${draws ? (prize.rolled / most) * 96 : 0}%` }} />
            {draws ? <span className="against-mark" style={{ left: `${(expected / most) * 96}%` }} /> : null}
          </span>
          <small>{words}</small>
        </span>
      </td>
    </tr>
  )
}
