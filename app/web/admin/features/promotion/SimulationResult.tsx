import { Button } from 'antd'
import { useMemo, useState } from 'react'
import type { Simulation } from '../../../shared/api/shapes-promotion'
import { price } from '../../../shared/format/money'
import { tokens } from '../../../shared/tokens'
import { Chart } from '../../shared/chart/Chart'
import { base, categoryAxis, moneyAxis } from '../../shared/chart/options'
import { Panel } from '../../shared/ui/page'
import { runsOutText, soonestFirst } from './figures'
import { countText } from './words'

const { color } = tokens
const OTHER = '#7F93A8'

export function SimulationResult({ found }: { found: Simulation }) {
  const { was, plain, offered } = found
  const unknown = found.linesWithoutCost
  const known = unknown < found.lines
  const rows: [string, number, number, number, string?][] = [
    ['商品收入', was.goodsFen, plain.goodsFen, offered.goodsFen],
    ['运费收入', was.freightFen, plain.freightFen, offered.freightFen],
    ...(known ? [['毛利', was.marginFen, plain.marginFen, offered.marginFen, unknown ? `${countText(unknown)} / ${countText(found.lines)} 行没有成本价，没有算进来` : undefined] as [string, number, number, number, string?]] : []),
  ]
  return (
    <>
      <Panel title="同样的订单，有活动和没有活动" flush>
        <div className="item-scroll">
          <table className="compare">
            <thead>
              <tr>
                <th />
                <th>没有活动</th>
                <th>有活动</th>
                <th>差别</th>
                <th>当时实收</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, before, without, with_, note]) => (
                <tr key={name}>
                  <th>
                    {name}
                    {note && <small>{note}</small>}
                  </th>
                  <td>{price(without)}</td>
                  <td>
                    <b>{price(with_)}</b>
                  </td>
                  <td className={with_ < without ? 'less' : with_ > without ? 'more' : ''}>
                    {with_ > without ? '+' : ''}
                    {price(with_ - without)}
                  </td>
                  <td className="muted">{price(before)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {!known && found.lines > 0 && <p className="table-note">这些商品都没有填成本价，毛利算不出来。</p>}
      </Panel>
      <dl className="figures">
        <div className="figure">
          <dt>优惠成本</dt>
          <dd>{price(found.discountFen)}</dd>
        </div>
        {found.giftCostFen > 0 && (
          <div className="figure">
            <dt>赠品成本</dt>
            <dd>{price(found.giftCostFen)}</dd>
          </div>
        )}
        <div className="figure">
          <dt>用得上的订单</dt>
          <dd>
            {countText(found.touched)}
            <small>共 {countText(found.orders)} 单</small>
          </dd>
        </div>
        <div className="figure">
          <dt>平均每单优惠</dt>
          <dd>{found.touched ? price(Math.round(found.discountFen / (found.touched * (1 + found.upliftPercent / 100)))) : '—'}</dd>
        </div>
      </dl>
      {found.items.length > 0 && <ItemsPanel found={found} />}
      {found.touched > 0 && <DaysChart found={found} />}
      <Panel title="怎么算的">
        <ul className="assumptions">
          {found.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </Panel>
    </>
  )
}

const ITEMS_SHOWN = 10

function ItemsPanel({ found }: { found: Simulation }) {
  const [all, setAll] = useState(false)
  const items = useMemo(() => soonestFirst(found.items), [found.items])
  const shown = all ? items : items.slice(0, ITEMS_SHOWN)
  const out = (at: string | null, name: string) => {
    const words = runsOutText(found.since, at)
    return words ? <span className="below-cost">{words}{name}</span> : <span className="muted">够用</span>
  }
  return (
    <Panel title={found.items.some((item) => item.quotaOutAt || item.stockOutAt) ? '有商品按这个速度会提前卖完' : '限量商品按这个速度够卖 30 天'} flush>
      <div className="item-scroll">
        <table className="compare">
          <thead>
            <tr>
              <th>商品</th>
              <th>活动件数</th>
              <th>活动数量</th>
              <th>共卖</th>
              <th>现有可售</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((item) => (
              <tr key={item.skuId}>
                <th>
                  {item.title}
                  <small>{item.optionText}</small>
                </th>
                <td>{countText(item.units)}</td>
                <td>
                  {item.quota === null ? '不限' : countText(item.quota)}
                  {item.quota !== null && <small>{out(item.quotaOutAt, '用完')}</small>}
                </td>
                <td>{countText(item.sold)}</td>
                <td>
                  {countText(item.freeStock)}
                  <small>{out(item.stockOutAt, '卖完')}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {items.length > shown.length && (
        <Button type="text" className="table-more" onClick={() => setAll(true)}>
          显示全部 {items.length} 个规格
        </Button>
      )}
    </Panel>
  )
}

function DaysChart({ found }: { found: Simulation }) {
  const { days } = found
  const option = useMemo(
    () => ({
      ...base,
      legend: { top: 0, left: 0, itemWidth: 18, itemHeight: 8, textStyle: { color: color.ink600 }, icon: 'roundRect' },
      xAxis: categoryAxis(days.map((day) => day.day.slice(5).replace('-', '/'))),
      yAxis: moneyAxis,
      series: [
        { name: '有活动', type: 'bar', barMaxWidth: 14, itemStyle: { color: color.brand600, borderRadius: [4, 4, 0, 0] }, data: days.map((day) => day.offeredFen) },
        { name: '没有活动', type: 'line', symbol: 'none', lineStyle: { color: OTHER, width: 2, type: [4, 3] }, itemStyle: { color: OTHER }, data: days.map((day) => day.plainFen) },
      ],
    }),
    [days],
  )
  const most = days.reduce((top, day) => (day.touched > top.touched ? day : top))
  const table = (
    <table>
      <thead>
        <tr>
          <th>日期</th>
          <th>订单</th>
          <th>用得上</th>
          <th>没有活动（元）</th>
          <th>有活动（元）</th>
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day.day}>
            <td>{day.day}</td>
            <td>{day.orders}</td>
            <td>{day.touched}</td>
            <td>{price(day.plainFen)}</td>
            <td>{price(day.offeredFen)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
  return <Chart message={`${Number(most.day.slice(5, 7))}月${Number(most.day.slice(8))}日用得上的最多，有 ${most.touched} 单`} option={option} table={table} />
}
