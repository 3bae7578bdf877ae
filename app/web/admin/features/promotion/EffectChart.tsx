import { useMemo } from 'react'
import type { CampaignView } from '../../../shared/api/shapes-promotion'
import { price } from '../../../shared/format/money'
import { tokens } from '../../../shared/tokens'
import { Chart } from '../../shared/chart/Chart'
import { base, categoryAxis, moneyAxis } from '../../shared/chart/options'
import { Empty, Panel } from '../../shared/ui/page'
import { effectMessage } from './figures'

const { color } = tokens

/** What orders with the campaign paid, and what it took off them, day by day. */
export function EffectChart({ campaign }: { campaign: CampaignView }) {
  const { days } = campaign.effect
  const option = useMemo(
    () => ({
      ...base,
      legend: { top: 0, left: 0, itemWidth: 18, itemHeight: 8, textStyle: { color: color.ink600 }, icon: 'roundRect' },
      xAxis: categoryAxis(days.map((day) => day.day.slice(5).replace('-', '/'))),
      yAxis: moneyAxis,
      series: [
        { name: '实付', type: 'bar', barMaxWidth: 22, itemStyle: { color: '#7FA18F', borderRadius: [4, 4, 0, 0] }, data: days.map((day) => day.paidFen) },
        { name: '优惠', type: 'bar', barMaxWidth: 22, itemStyle: { color: color.brand600, borderRadius: [4, 4, 0, 0] }, data: days.map((day) => day.offFen) },
      ],
    }),
    [days],
  )
  const message = effectMessage(campaign)
  if (!days.length)
    return (
      <Panel title={message}>
        <Empty title="有人付款后，这里按天显示" hint={campaign.phase === 'scheduled' ? '到开始时间会自动生效。' : undefined} />
      </Panel>
    )
  const table = (
    <table>
      <thead>
        <tr>
          <th>日期</th>
          <th>订单</th>
          <th>实付（元）</th>
          <th>优惠（元）</th>
        </tr>
      </thead>
      <tbody>
        {[...days].reverse().map((day) => (
          <tr key={day.day}>
            <td>{day.day}</td>
            <td>{day.orders}</td>
            <td>{price(day.paidFen)}</td>
            <td>{price(day.offFen)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
  return <Chart message={message} option={option} table={table} />
}
