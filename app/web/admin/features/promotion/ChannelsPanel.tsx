import { App, Button, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import type { TemplateView } from '../../../shared/api/shapes-promotion'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { Empty, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { QuotaBar } from './bits'
import { channelPath } from './coupon-draft'
import { countText } from './words'

/** Where a coupon is claimed outside the centre: a code of its own, counted apart. */
export function ChannelsPanel({ template, keep }: { template: TemplateView; keep: (stored: TemplateView) => void }) {
  const { message } = App.useApp()
  const mayWrite = useCan('promotions.write')
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [quota, setQuota] = useState<number | null>(null)
  const add = useWrite({
    send: () => api.post<TemplateView>(`/coupon-templates/${template.id}/channels`, { name: name.trim(), quota }),
    done: '渠道已建好，复制链接就能用',
    after: (stored) => {
      setOpen(false)
      setName('')
      setQuota(null)
      keep(stored)
    },
  })
  const copy = async (text: string, what: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      void message.success(`${what}已复制`)
    } catch {
      // Not a secure context, or refused: the person can still take it by hand.
      void message.info({ content: text, duration: 8 })
    }
  }
  const { channels } = template
  return (
    <Panel
      title={channels.length ? `${channels.length} 个领券渠道` : '领券渠道'}
      extra={
        mayWrite && template.state !== 'stopped' && (
          <Button size="small" onClick={() => setOpen(true)}>
            新增渠道
          </Button>
        )
      }
    >
      {channels.length === 0 && <Empty title="还没有渠道" hint="每个渠道有自己的链接和数量，能看出哪里来的人领得多。" />}
      <ul className="channel-list">
        {channels.map((channel) => (
          <li key={channel.code}>
            <span className="two-lines">
              <b>{channel.name}</b>
              <small className="mono">{channel.code}</small>
            </span>
            {channel.quota === null ? <span className="muted">领了 {countText(channel.claimed)} 张，不限量</span> : <QuotaBar quota={channel.quota} taken={channel.claimed} />}
            <span className="inline-fields">
              <Button size="small" onClick={() => void copy(channel.code, '渠道码')}>
                复制码
              </Button>
              <Button size="small" onClick={() => void copy(channelPath(channel.code), '小程序路径')}>
                复制小程序路径
              </Button>
            </span>
            <small className="mono muted channel-path">{channelPath(channel.code)}</small>
          </li>
        ))}
      </ul>
      <Modal open={open} title="新增领券渠道" okText="建渠道" okButtonProps={{ disabled: !name.trim() }} confirmLoading={add.isPending} onCancel={() => setOpen(false)} onOk={() => add.mutate(undefined)}>
        <div className="bulk-rows">
          <Input aria-label="渠道名称" placeholder="渠道名称，比如静安店收银台" maxLength={30} value={name} onChange={(event) => setName(event.target.value)} />
          <InputNumber aria-label="这个渠道最多领" min={1} precision={0} placeholder="不限量" value={quota} suffix="张" onChange={setQuota} />
        </div>
      </Modal>
    </Panel>
  )
}
