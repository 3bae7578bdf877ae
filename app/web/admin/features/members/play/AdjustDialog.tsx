import { Alert, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import type { AdminLottery } from '../../../../shared/api/shapes-play'
import { api } from '../../../shared/session'
import { useWrite } from '../../../shared/write'
import { sumOf } from './lottery-draft'
import { OddsInput } from './OddsInput'
import { OddsSum } from './OddsSum'
import { WHOLE_PPM } from './words'

/** New odds and stock of a published lottery. */
export function AdjustDialog({ lottery, keep, close }: { lottery: AdminLottery; keep: (stored: AdminLottery) => void; close: () => void }) {
  // As they stood when the dialog was opened: the page below goes on being renewed.
  const [before] = useState(lottery)
  const [prizes, setPrizes] = useState(before.prizes.map(({ name, oddsPpm, stock }) => ({ name, oddsPpm, stock })))
  const [problem, setProblem] = useState('')
  const put = (place: number, patch: Partial<(typeof prizes)[number]>): void => {
    const last = prizes.length - 1
    const next = prizes.map((prize, at) => (at === place ? { ...prize, ...patch } : prize))
    setPrizes(next.map((prize, at) => (at === last ? { ...prize, oddsPpm: Math.max(0, WHOLE_PPM - sumOf(next.slice(0, -1))) } : prize)))
  }
  const save = useWrite({
    send: () => api.post<AdminLottery>(`/lotteries/${before.id}/odds`, { prizes: prizes.map(({ oddsPpm, stock }) => ({ oddsPpm, stock })), version: before.version }),
    done: '已调整，新的一轮已经开始',
    stale: ['lotteries'],
    after: keep,
    onProblem: (found) => {
      setProblem(found.detail)
      return true
    },
  })
  const whole = sumOf(prizes)
  return (
    <Modal open width={680} title="调整概率和数量" okText="调整" okButtonProps={{ disabled: whole !== WHOLE_PPM }} confirmLoading={save.isPending} onCancel={close} onOk={() => save.mutate(undefined)}>
      <Alert type="info" showIcon title="当前一轮会结束并公布种子；新的概率从下一轮起用，同时公开。" style={{ marginBottom: 12 }} />
      <div className="prize-scroll">
        <table className="prize-table" style={{ minWidth: 520 }}>
          <thead><tr><th>奖品</th><th className="num">已送出</th><th>数量</th><th>概率（%）</th></tr></thead>
          <tbody>
            {prizes.map((prize, place) => {
              const known = before.prizes[place]
              const isLast = place === prizes.length - 1
              return (
                <tr key={place}>
                  <td>{prize.name}</td>
                  <td className="num">{known?.won ?? 0}</td>
                  <td>{isLast ? '不限' : <InputNumber aria-label={`${prize.name} 的数量`} min={known?.won ?? 0} max={10_000_000} precision={0} placeholder="不限" value={prize.stock} onChange={(stock) => put(place, { stock })} />}</td>
                  <td>{isLast ? `${prize.oddsPpm / 10_000}（其余）` : <OddsInput label={`${prize.name} 的概率`} ppm={prize.oddsPpm} onChange={(oddsPpm) => put(place, { oddsPpm })} />}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <OddsSum prizes={prizes} />
      {problem && <Alert type="error" showIcon title={problem} style={{ marginTop: 12 }} />}
    </Modal>
  )
}
