import { App, Button, DatePicker, InputNumber, Modal, Progress, TimePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { asProblem } from '../../../shared/api/problem'
import type { CampaignBody, CampaignView } from '../../../shared/api/shapes-promotion'
import { api } from '../../shared/session'
import { NAME_LENGTH_MAX } from './campaign-draft'
import { sessionsOf, shortMoment, type SessionTime } from './shanghai'

const SESSIONS_MAX = 60
const CLOCK = 'HH:mm'

/** Makes a draft for every day and time, each to be looked at and published by itself. */
export function SessionsDialog({ body, close }: { body: CampaignBody; close: () => void }) {
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [days, setDays] = useState<Dayjs[]>([])
  const [times, setTimes] = useState<SessionTime[]>([{ at: '10:00', minutes: 120 }])
  const [made, setMade] = useState<number | null>(null)
  const sessions = sessionsOf(days.map((day) => day.format('YYYY-MM-DD')), times)
  const tooMany = sessions.length > SESSIONS_MAX
  const put = (place: number, patch: Partial<SessionTime>): void => setTimes(times.map((time, at) => (at === place ? { ...time, ...patch } : time)))

  const make = async (): Promise<void> => {
    setMade(0)
    try {
      for (const [place, session] of sessions.entries()) {
        const name = `${[...body.name].slice(0, NAME_LENGTH_MAX - [...session.name].length - 1).join('')} ${session.name}`
        await api.post<CampaignView>('/campaigns', { ...body, name, startsAt: session.startsAt, endsAt: session.endsAt, version: 0 })
        setMade(place + 1)
      }
      void message.success(`已建 ${sessions.length} 份草稿，核对后逐个发布`)
      close()
    } catch (error) {
      const problem = asProblem(error)
      void message.error(`${problem.detail} 前面的草稿已经建好，在活动列表里。`, 8)
      setMade(null)
    } finally {
      void queries.invalidateQueries({ queryKey: ['campaigns'] })
    }
  }

  return (
    <Modal open title="按场次复制" width={560} okText={`建 ${sessions.length} 份草稿`} okButtonProps={{ disabled: sessions.length === 0 || tooMany, loading: made !== null }} onCancel={close} onOk={() => void make()}>
      <p className="muted">规则、商品和数量都一样，只换时间。时间按北京时间。</p>
      <div className="session-form">
        <DatePicker multiple aria-label="哪几天" placeholder="哪几天，可以选多天" minDate={dayjs()} value={days} onChange={(next: Dayjs[] | null) => setDays(next ?? [])} />
        {times.map((time, place) => (
          <div key={place} className="inline-fields">
            <TimePicker aria-label="开始时间" format={CLOCK} minuteStep={5} allowClear={false} needConfirm={false} value={dayjs(time.at, CLOCK)} onChange={(at) => at && put(place, { at: at.format(CLOCK) })} />
            <InputNumber aria-label="持续几分钟" min={10} max={4320} precision={0} value={time.minutes} suffix="分钟" onChange={(minutes) => put(place, { minutes: minutes ?? 60 })} />
            {times.length > 1 && (
              <Button type="text" onClick={() => setTimes(times.filter((_, at) => at !== place))}>
                删除
              </Button>
            )}
          </div>
        ))}
        <Button type="dashed" onClick={() => setTimes([...times, { at: '20:00', minutes: 120 }])}>
          + 加一个时段
        </Button>
      </div>
      {tooMany && <p className="field-problem">一次最多 {SESSIONS_MAX} 场，现在是 {sessions.length} 场。</p>}
      {sessions.length > 0 && !tooMany && (
        <ol className="session-list">
          {sessions.map((session) => (
            <li key={session.startsAt}>
              {shortMoment(session.startsAt)} – {shortMoment(session.endsAt)}
            </li>
          ))}
        </ol>
      )}
      {made !== null && <Progress percent={Math.round((made / sessions.length) * 100)} />}
    </Modal>
  )
}
