import { useQuery } from '@tanstack/react-query'
import { useMemo, type ReactNode } from 'react'
import type { Liability, PointsByMonth, PointsFlow } from '../../../../shared/api/shapes-points'
import { price } from '../../../../shared/format/money'
import { tokens } from '../../../../shared/tokens'
import { Chart } from '../../../shared/chart/Chart'
import { base, categoryAxis } from '../../../shared/chart/options'
import { api } from '../../../shared/session'
import { ExportButton } from '../../../shared/table/TableTools'
import type { Column } from '../../../shared/table/types'
import { Figure } from '../../../shared/ui/bits'
import { Empty, Failed, PageSkeleton, Panel } from '../../../shared/ui/page'
import { countText, endsMessage, flowsMessage, monthText } from './words'

const { color } = tokens
const pointsBase = { ...base, tooltip: { ...base.tooltip, valueFormatter: (value: unknown) => (typeof value === 'number' ? `${countText(value)} 积分` : '') } }
const pointsAxis = { type: 'value', splitLine: { lineStyle: { color: color.line } }, axisLabel: { color: color.ink600, formatter: (value: number) => countText(value) } }
const bar = (name: string, fill: string, data: number[]) => ({ name, type: 'bar', barMaxWidth: 22, itemStyle: { color: fill, borderRadius: [4, 4, 0, 0] }, data })

const FLOWS: Column<PointsFlow>[] = [
  { key: 'month', title: '月份', render: (row) => monthText(row.month), text: (row) => row.month },
  { key: 'granted', title: '发放（减去扣回）', numeric: true, render: (row) => countText(row.granted), text: (row) => row.granted },
  { key: 'redeemed', title: '使用（减去退回）', numeric: true, render: (row) => countText(row.redeemed), text: (row) => row.redeemed },
  { key: 'expired', title: '过期', numeric: true, render: (row) => countText(row.expired), text: (row) => row.expired },
]
const ENDS: Column<PointsByMonth>[] = [
  { key: 'month', title: '到期月份', render: (row) => monthText(row.month), text: (row) => row.month },
  { key: 'points', title: '积分', numeric: true, render: (row) => countText(row.points), text: (row) => row.points },
]

/** What the shop owes its members in points, for finance. */
export function LiabilityReport() {
  const report = useQuery({ queryKey: ['points-liability'], queryFn: ({ signal }) => api.get<Liability>('/points/liability', {}, signal), refetchInterval: 60_000 })
  if (report.isError && !report.data) return <Failed error={report.error} again={() => void report.refetch()} />
  if (!report.data) return <PageSkeleton />
  const { data } = report
  return (
    <>
      <dl className="points-figures">
        <Figure name="会员手里的积分" value={countText(data.available)} note={`${countText(data.members)} 位会员`} />
        <Figure name="折合负债" value={price(data.worthFen)} note="可用和冻结的全部用掉时，按今天的比例" />
        <Figure name="冻结" value={countText(data.held)} note="在待付款的订单里" />
        <Figure name="待扣" value={countText(Math.abs(data.owed))} note="退款时已经用掉的" />
        <Figure name="累计使用率" value={data.redeemedPercent === null ? '—' : `${data.redeemedPercent}%`} note="占发放减去过期的" />
      </dl>
      <div className="points-charts">
        <EndsChart byEnd={data.byEnd} />
        <FlowsChart flows={data.flows} />
      </div>
      <Panel flush title="按月流水" extra={<Exported name="积分月度流水" columns={FLOWS} rows={data.flows} />}>
        <Rows columns={FLOWS} rows={data.flows} empty="还没有积分往来" />
      </Panel>
      <Panel flush title="按到期月份" extra={<Exported name="积分到期分布" columns={ENDS} rows={data.byEnd} />}>
        <Rows columns={ENDS} rows={data.byEnd} empty="还没有会到期的积分" />
      </Panel>
    </>
  )
}

function EndsChart({ byEnd }: { byEnd: Liability['byEnd'] }) {
  const option = useMemo(
    () => ({ ...pointsBase, xAxis: categoryAxis(byEnd.map((one) => one.month)), yAxis: { ...pointsAxis, min: 0 }, series: [bar('到期', color.brand600, byEnd.map((one) => one.points))] }),
    [byEnd],
  )
  if (!byEnd.length) return <Panel title={endsMessage(byEnd)}><Empty title="会员得到积分后，这里按到期月份显示" /></Panel>
  return <Chart message={endsMessage(byEnd)} option={option} table={<Figures columns={ENDS} rows={byEnd} />} />
}

function FlowsChart({ flows }: { flows: Liability['flows'] }) {
  const option = useMemo(() => {
    const months = [...flows].reverse()
    return {
      ...pointsBase,
      legend: { top: 0, left: 0, itemWidth: 18, itemHeight: 8, textStyle: { color: color.ink600 }, icon: 'roundRect' },
      xAxis: categoryAxis(months.map((one) => one.month)),
      yAxis: pointsAxis,
      series: [
        bar('发放', '#7FA18F', months.map((one) => one.granted)),
        bar('使用', color.brand600, months.map((one) => one.redeemed)),
        { name: '过期', type: 'line', symbolSize: 7, lineStyle: { color: '#7F93A8', width: 2, type: [4, 3] }, itemStyle: { color: '#7F93A8' }, data: months.map((one) => one.expired) },
      ],
    }
  }, [flows])
  if (!flows.length) return <Panel title={flowsMessage(flows)}><Empty title="第一笔积分发放后，这里按月显示" /></Panel>
  return <Chart message={flowsMessage(flows)} option={option} table={<Figures columns={FLOWS} rows={flows} />} />
}

interface Listed<T> {
  columns: Column<T>[]
  rows: readonly T[]
}

function Figures<T extends { month: string }>({ columns, rows }: Listed<T>) {
  return (
    <table>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key}>{column.title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.month}>
            {columns.map((column) => (
              <td key={column.key}>{column.render(row)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Rows<T extends { month: string }>({ columns, rows, empty }: Listed<T> & { empty: string }): ReactNode {
  return rows.length ? (
    <div className="chart-table points-rows">
      <Figures columns={columns} rows={rows} />
    </div>
  ) : (
    <Empty title={empty} />
  )
}

function Exported<T>({ name, columns, rows }: Listed<T> & { name: string }) {
  return <ExportButton name={name} columns={columns} fetchPage={() => Promise.resolve({ items: [...rows], nextCursor: null })} />
}
