import { Table } from 'antd'
import type { ChatView } from '../../../shared/api/shapes-community'
import { Chart } from '../../shared/chart/Chart'
import { base, categoryAxis } from '../../shared/chart/options'
import { tokens } from '../../../shared/tokens'
import { dayLabel, moveText } from './group-words'

/** Who has come and gone, day by day. */
export function GroupDays({ view }: { view: ChatView }) {
  const option = {
    ...base,
    tooltip: { ...base.tooltip, valueFormatter: (value: unknown) => `${String(value)} 人` },
    legend: { data: ['进群', '退群'], top: 0, right: 8, itemWidth: 14, itemHeight: 8 },
    xAxis: categoryAxis(view.days.map((one) => dayLabel(one.day))),
    yAxis: { type: 'value' as const, minInterval: 1 },
    series: [
      { name: '进群', type: 'bar' as const, barMaxWidth: 14, itemStyle: { color: tokens.color.sage600, borderRadius: [3, 3, 0, 0] }, data: view.days.map((one) => one.joined) },
      { name: '退群', type: 'bar' as const, barMaxWidth: 14, itemStyle: { color: tokens.color.brand500, borderRadius: [3, 3, 0, 0] }, data: view.days.map((one) => one.left) },
    ],
  }
  const table = (
    <Table
      rowKey="day"
      size="small"
      pagination={false}
      dataSource={view.days.filter((one) => one.joined > 0 || one.left > 0)}
      locale={{ emptyText: '这 30 天没有人进出' }}
      columns={[
        { title: '日期', dataIndex: 'day' },
        { title: '进群', dataIndex: 'joined', align: 'right' },
        { title: '退群', dataIndex: 'left', align: 'right' },
      ]}
    />
  )
  return <Chart message={moveText(view)} option={option} table={table} />
}
