import { useMemo } from 'react'
import type { Dashboard } from '../../../shared/api/shapes-office'
import { price } from '../../../shared/format/money'
import { tokens } from '../../../shared/tokens'
import { Chart } from '../../shared/chart/Chart'
import { base, categoryAxis, moneyAxis } from '../../shared/chart/options'
import { daysMessage, hoursMessage } from './messages'

const { color } = tokens
/** Today by hour, running total, against last week. Blue-grey and brand red differ in lightness as well as in hue. */
export function HoursChart({ hourly }: { hourly: Dashboard['hourly'] }) {
  const option = useMemo(() => {
    const last = hourly.reduce((latest, point, place) => (point.gmvFen > 0 ? place : latest), -1)
    return {
      ...base,
      legend: { top: 0, left: 0, itemWidth: 18, itemHeight: 8, textStyle: { color: color.ink600 }, icon: 'roundRect' },
      xAxis: categoryAxis(hourly.map((point) => `${point.hour}时`)),
      yAxis: moneyAxis,
      series: [
        {
          name: '今天',
          type: 'bar',
          barMaxWidth: 18,
          itemStyle: { color: color.brand600, borderRadius: [4, 4, 0, 0] },
          data: hourly.map((point, place) => (place <= last ? point.gmvFen : null)),
        },
        {
          name: '上周同一天',
          type: 'line',
          symbol: 'none',
          lineStyle: { color: '#7F93A8', width: 2, type: [4, 3] },
          itemStyle: { color: '#7F93A8' },
          data: hourly.map((point) => point.lastWeekGmvFen),
        },
      ],
    }
  }, [hourly])
  const table = (
    <table>
      <thead>
        <tr>
          <th>小时</th>
          <th>今天（元）</th>
          <th>上周同一天（元）</th>
        </tr>
      </thead>
      <tbody>
        {hourly.map((point) => (
          <tr key={point.hour}>
            <td>{point.hour}时</td>
            <td>{price(point.gmvFen)}</td>
            <td>{price(point.lastWeekGmvFen)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
  return <Chart message={hoursMessage(hourly)} option={option} table={table} />
}

export function DaysChart({ days }: { days: Dashboard['days'] }) {
  const option = useMemo(
    () => ({
      ...base,
      xAxis: categoryAxis(days.map((day) => day.date.slice(5).replace('-', '/'))),
      yAxis: moneyAxis,
      series: [
        {
          name: '成交额',
          type: 'bar',
          barMaxWidth: 18,
          itemStyle: { borderRadius: [4, 4, 0, 0] },
          data: days.map((day, place) => ({ value: day.gmvFen, itemStyle: { color: place === days.length - 1 ? color.brand600 : '#7FA18F' } })),
        },
      ],
    }),
    [days],
  )
  const table = (
    <table>
      <thead>
        <tr>
          <th>日期</th>
          <th>成交额（元）</th>
          <th>订单</th>
        </tr>
      </thead>
      <tbody>
        {[...days].reverse().map((day) => (
          <tr key={day.date}>
            <td>{day.date}</td>
            <td>{price(day.gmvFen)}</td>
            <td>{day.orders}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
  return <Chart message={daysMessage(days)} option={option} table={table} />
}
