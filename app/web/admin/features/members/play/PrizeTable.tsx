import { useQuery } from '@tanstack/react-query'
import { Button, Input, InputNumber, Select } from 'antd'
import type { PrizeKind } from '../../../../shared/api/shapes-play'
import { useFieldProblem } from '../../../shared/form/Field'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { levelled, newPrize, PRIZES_MAX, withKind, type PrizeDraft } from './lottery-draft'
import { OddsInput } from './OddsInput'
import { OddsSum } from './OddsSum'
import { PRIZE_KIND_TEXT } from './words'

const KINDS = (['points', 'coupon', 'goods'] as PrizeKind[]).map((value) => ({ value, label: PRIZE_KIND_TEXT[value] }))

/** Published coupons, for whoever may see them. */
export function useCoupons() {
  const mayRead = useCan('promotions.read')
  const query = useQuery({
    queryKey: ['coupons', 'for-play'],
    queryFn: ({ signal }) => api.get<{ items: { id: string; name: string }[] }>('/coupon-templates', { state: 'published', limit: 100 }, signal),
    enabled: mayRead,
  })
  return (query.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
}

/** The prizes with their odds; the last one takes what the others leave. */
export function PrizeTable({ prizes, change }: { prizes: PrizeDraft[]; change: (prizes: PrizeDraft[]) => void }) {
  const coupons = useCoupons()
  const put = (place: number, patch: Partial<PrizeDraft>): void => change(levelled(prizes.map((prize, at) => (at === place ? { ...prize, ...patch } : prize))))
  const last = prizes.length - 1
  return (
    <>
      <div className="prize-scroll">
        <table className="prize-table">
          <thead>
            <tr>
              <th>类型</th>
              <th>名称</th>
              <th>内容</th>
              <th>数量</th>
              <th>概率（%）</th>
              <th aria-label="操作" />
            </tr>
          </thead>
          <tbody>
            {prizes.map((prize, place) => (
              <tr key={place}>
                <td>{place === last ? PRIZE_KIND_TEXT.thanks : <Select aria-label={`第 ${place + 1} 项类型`} value={prize.kind} options={KINDS} onChange={(kind: PrizeKind) => put(place, withKind(prize, kind))} />}</td>
                <td data-field={`prizes.${place}.name`}>
                  <Input aria-label={`第 ${place + 1} 项名称`} maxLength={20} value={prize.name} onChange={(event) => put(place, { name: event.target.value })} />
                  <Wrong path={`prizes.${place}.name`} />
                </td>
                <td>
                  {prize.kind === 'points' && <InputNumber aria-label={`第 ${place + 1} 项积分`} min={1} max={1_000_000} precision={0} suffix="积分" value={prize.points} onChange={(points) => put(place, { points: points ?? 0 })} />}
                  {prize.kind === 'coupon' && <Select className="prize-coupon" aria-label={`第 ${place + 1} 项优惠券`} placeholder="选择优惠券" value={prize.templateId} options={coupons} onChange={(templateId: string) => put(place, { templateId, name: prize.name || (coupons.find((one) => one.value === templateId)?.label.slice(0, 20) ?? '') })} />}
                  {prize.kind === 'goods' && <span className="muted">凭兑换码领取</span>}
                  <Wrong path={`prizes.${place}.templateId`} />
                  <Wrong path={`prizes.${place}.points`} />
                </td>
                <td>
                  {place === last ? <span className="muted">不限</span> : <InputNumber aria-label={`第 ${place + 1} 项数量`} min={0} max={10_000_000} precision={0} placeholder={prize.kind === 'points' ? '不限' : '必填'} value={prize.stock} onChange={(stock) => put(place, { stock })} />}
                  <Wrong path={`prizes.${place}.stock`} />
                </td>
                <td>
                  {place === last
                    ? <span className="nowrap">{prize.oddsPpm / 10_000} <small className="muted">其余</small></span>
                    : <OddsInput label={`第 ${place + 1} 项概率`} ppm={prize.oddsPpm} onChange={(oddsPpm) => put(place, { oddsPpm })} />}
                </td>
                <td className="num">{place === last || prizes.length <= 2 ? null : <Button type="text" aria-label={`删除 ${prize.name}`} onClick={() => change(levelled(prizes.filter((_, at) => at !== place)))}>删除</Button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <OddsSum prizes={prizes} />
      <Wrong path="prizes" />
      {prizes.length < PRIZES_MAX && (
        <Button type="dashed" style={{ marginTop: 12 }} onClick={() => change(levelled([...prizes.slice(0, -1), newPrize(), ...prizes.slice(-1)]))}>
          + 加一项奖品
        </Button>
      )}
    </>
  )
}

function Wrong({ path }: { path: string }) {
  const problem = useFieldProblem(path)
  return problem ? <span className="field-problem">{problem}</span> : null
}
