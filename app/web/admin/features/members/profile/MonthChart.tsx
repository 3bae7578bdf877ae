import { useMemo } from 'react'
import type { MemberProfile } from '../../../../shared/api/shapes-tags'
import { price } from '../../../../shared/format/money'
import { tokens } from '../../../../shared/tokens'
import { Chart } from '../../../shared/chart/Chart'
import { base, categoryAxis, moneyAxis } from '../../../shared/chart/options'

/** A year of spending, month by month, less what went back. */
export function MonthChart({ months }: { months: MemberProfile['months'] }) {
  const total = months.reduce((sum, month) => sum + month.spentFen, 0)
  const option = useMemo(
    () => ({
      ...base,
      xAxis: categoryAxis(months.map((month) => `${Number(month.month.slice(5))}月`)),
      yAxis: moneyAxis,
      series: [
        {
          name: '净消费',
          type: 'bar',
          barMaxWidth: 28,
          itemStyle: { color: tokens.color.sage600, borderRadius: [4, 4, 0, 0] },
          data: months.map((month) => month.spentFen),
        },
      ],
    }),
    [months],
  )
  const table = (
    <table>
      <thead>
        <tr>
          <th>月份</th>
          <th>订单</th>
          <th>净消费（元）</th>
        </tr>
      </thead>
      <tbody>
        {[...months].reverse().map((month) => (
          <tr key={month.month}>
            <td>{month.month}</td>
            <td>{month.orders}</td>
            <td>{price(month.spentFen)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
  return <Chart message={total ? `近 12 个月净消费 ${price(total)}` : '近 12 个月没有消费'} option={option} table={table} />
}
