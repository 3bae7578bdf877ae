import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { EChartsCoreOption } from 'echarts/core'
import { Button } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Panel } from '../ui/page'
import './chart.css'

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

interface Props {
  /** The one thing that the chart says. */
  message: string
  option: EChartsCoreOption
  table: ReactNode
}

/** A chart titled with its message; the same figures as a table on demand. */
export function Chart({ message, option, table }: Props) {
  const [asTable, setAsTable] = useState(false)
  return (
    <Panel
      title={message}
      extra={
        <Button type="text" size="small" onClick={() => setAsTable(!asTable)}>
          {asTable ? '看图' : '看表'}
        </Button>
      }
    >
      {asTable ? <div className="chart-table">{table}</div> : <Canvas option={option} label={message} />}
    </Panel>
  )
}

function Canvas({ option, label }: { option: EChartsCoreOption; label: string }) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  useEffect(() => {
    const node = place.current
    if (!node) return undefined
    const drawn = init(node)
    chart.current = drawn
    const watch = new ResizeObserver(() => drawn.resize())
    watch.observe(node)
    return () => {
      watch.disconnect()
      drawn.dispose()
    }
  }, [])
  useEffect(() => chart.current?.setOption(option), [option])
  return <div ref={place} className="chart" role="img" aria-label={label} />
}
