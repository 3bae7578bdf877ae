import { useQuery } from '@tanstack/react-query'
import { Button, Form, InputNumber } from 'antd'
import { useState } from 'react'
import type { CheckInRewards } from '../../../../shared/api/shapes-play'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { Failed, PageHead, PageSkeleton, Panel } from '../../../shared/ui/page'
import { useWrite } from '../../../shared/write'
import './play.css'

const POINTS_MAX = 10_000

/** Points of the first to the seventh day in a row. */
export function RewardsPage() {
  const mayWrite = useCan('members.write')
  const rewards = useQuery({ queryKey: ['check-in-rewards'], queryFn: ({ signal }) => api.get<CheckInRewards>('/check-in-rewards', {}, signal) })
  const [edited, setEdited] = useState<number[] | null>(null)
  const save = useWrite({
    send: (points: number[]) => api.put<CheckInRewards>('/check-in-rewards', { points }),
    done: '已保存，从下一次签到起生效',
    stale: ['check-in-rewards'],
    after: () => setEdited(null),
  })
  if (rewards.isError && !rewards.data) return <Failed error={rewards.error} again={() => void rewards.refetch()} />
  if (!rewards.data) return <PageSkeleton />
  const points = edited ?? rewards.data.points
  const set = (place: number, value: number | null): void => setEdited(points.map((one, at) => (at === place ? (value ?? 0) : one)))
  const whole = points.reduce((sum, one) => sum + one, 0)
  return (
    <>
      <PageHead title="签到奖励" note="每天签到一次，按北京时间算；七天一轮，中断后从第 1 天重新开始。" />
      <Panel title="连续签到的积分">
        <Form layout="vertical" disabled={!mayWrite}>
          <div className="reward-grid">
            {points.map((value, place) => (
              <Form.Item key={place} label={`第 ${place + 1} 天`}>
                <InputNumber aria-label={`第 ${place + 1} 天的积分`} min={0} max={POINTS_MAX} precision={0} value={value} onChange={(next) => set(place, next)} />
              </Form.Item>
            ))}
          </div>
        </Form>
        <p className="play-note">连续签满七天一共 {whole} 积分。已经签到的不会改变。</p>
        {mayWrite && (
          <div style={{ marginTop: 16, display: 'flex', gap: 12 }}>
            <Button type="primary" disabled={edited === null} loading={save.isPending} onClick={() => edited && save.mutate(edited)}>
              保存
            </Button>
            {edited && <Button onClick={() => setEdited(null)}>放弃修改</Button>}
          </div>
        )}
      </Panel>
    </>
  )
}
