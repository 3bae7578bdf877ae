import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Drawer, Skeleton, Slider } from 'antd'
import { useEffect, useState } from 'react'
import type { CampaignBody, Simulation } from '../../../shared/api/shapes-promotion'
import { Failed } from '../../shared/ui/page'
import { api } from '../../shared/session'
import { useNarrow } from '../../shared/hooks'
import { simulationMessage } from './figures'
import { SimulationResult } from './SimulationResult'
import './simulation.css'

const UPLIFT_MAX = 500

/** The draft over the orders of the last thirty days, before anybody sees it. Nothing is written. */
export function SimulationDrawer({ body, close }: { body: CampaignBody; close: () => void }) {
  const narrow = useNarrow()
  const [uplift, setUplift] = useState(0)
  const run = useMutation({ mutationFn: (upliftPercent: number) => api.post<Simulation>('/campaigns/simulate', { campaign: body, upliftPercent }) })
  const { mutate } = run
  useEffect(() => mutate(0), [mutate])
  const found = run.data
  const isOld = found !== undefined && found.upliftPercent !== uplift
  return (
    <Drawer open onClose={close} size={narrow ? '100%' : 900} title={`模拟「${body.name}」`} className="simulation">
      <div className="simulation-ask">
        <span id="uplift-label">假设用得上活动的订单多卖 {uplift}%</span>
        <Slider aria-labelledby="uplift-label" min={0} max={UPLIFT_MAX} step={10} value={uplift} onChange={setUplift} tooltip={{ formatter: (value) => `${value}%` }} />
        <Button type="primary" loading={run.isPending} disabled={!isOld && !run.isError} onClick={() => run.mutate(uplift)}>
          重新模拟
        </Button>
      </div>
      {run.isError ? (
        <Failed error={run.error} again={() => run.mutate(uplift)} />
      ) : !found ? (
        <Skeleton active paragraph={{ rows: 10 }} aria-label="正在重放近 30 天的订单" />
      ) : (
        <div className={isOld || run.isPending ? 'simulation-old' : ''}>
          <h2 className="simulation-message">{simulationMessage(found)}</h2>
          {found.isCut && <Alert className="editor-note" type="info" showIcon title={`订单太多，只重放了最近的 ${found.orders.toLocaleString('zh-CN')} 单。`} />}
          <SimulationResult found={found} />
        </div>
      )}
    </Drawer>
  )
}
