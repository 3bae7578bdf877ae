import { EditOutlined, EyeOutlined } from '@ant-design/icons'
import { Button, Input, Timeline } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { AdminOrder } from '../../../shared/api/shapes'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { orderNumber, When } from '../../shared/ui/bits'
import { Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { AddressDialog } from './AddressDialog'
import { UnmaskDialog, type Unmasked } from './UnmaskDialog'

/** The right rail: who, where to, what happened. */
export function Rail({ order }: { order: AdminOrder }) {
  return (
    <aside className="order-rail">
      <Panel title="会员">
        <p className="rail-member">
          <span className="operator-mark" aria-hidden>
            {order.member.nickname.slice(0, 1)}
          </span>
          <span>
            <Link to={`/members?q=${encodeURIComponent(order.member.nickname)}`}>{order.member.nickname}</Link>
            <small>
              {order.member.levelName}
              {order.member.phoneMasked && ` · ${order.member.phoneMasked}`}
            </small>
          </span>
        </p>
      </Panel>
      <Receiver order={order} />
      <Panel title="经过">
        <Timeline
          items={[...order.timeline].reverse().map((event, place) => ({
            color: place === 0 ? 'var(--brand-600)' : '#C9C4BA',
            content: (
              <>
                {event.text}
                <small className="rail-time">
                  <When at={event.at} />
                </small>
              </>
            ),
          }))}
        />
      </Panel>
      <Notes order={order} />
    </aside>
  )
}

function Receiver({ order }: { order: AdminOrder }) {
  const mayUnmask = useCan('orders.unmask')
  const mayReaddress = useCan('orders.readdress') && order.adminActions.includes('change_address')
  const [asking, setAsking] = useState(false)
  const [changing, setChanging] = useState(false)
  const [plain, setPlain] = useState<Unmasked | null>(null)
  const { address } = order
  return (
    <Panel
      title={address ? '收件人' : '订单号'}
      extra={
        mayUnmask &&
        !plain && (
          <Button type="link" size="small" icon={<EyeOutlined />} onClick={() => setAsking(true)}>
            查看完整
          </Button>
        )
      }
    >
      {(plain || !address) && <p className="rail-address mono">{orderNumber(plain?.number ?? order.number)}</p>}
      {address && (
        <p className="rail-address">
          {plain?.name ?? address.name} {plain?.phone ?? address.phoneMasked}
          <br />
          {plain ? plain.address : `${address.region} ${address.detail}`}
        </p>
      )}
      {plain && <small className="muted">这次查看已记入审计，离开本页后重新隐藏。</small>}
      {mayReaddress && (
        <Button className="rail-add" icon={<EditOutlined />} onClick={() => setChanging(true)}>
          修改地址
        </Button>
      )}
      {changing && <AddressDialog order={order} changed={() => setPlain(null)} close={() => setChanging(false)} />}
      {asking && <UnmaskDialog orderId={order.id} shown={setPlain} close={() => setAsking(false)} />}
    </Panel>
  )
}

function Notes({ order }: { order: AdminOrder }) {
  const mayWrite = useCan('orders.write') && order.adminActions.includes('note')
  const [text, setText] = useState('')
  const add = useWrite({
    send: () => api.post(`/orders/${order.id}/notes`, { text: text.trim() }),
    stale: ['order'],
    after: () => setText(''),
  })
  if (!mayWrite && order.operatorNotes.length === 0) return null
  return (
    <Panel title="内部备注">
      {order.operatorNotes.map((note, place) => (
        <p key={place} className="rail-note">
          {note.text}
          <small>
            {note.by} · <When at={note.at} />
          </small>
        </p>
      ))}
      {mayWrite && (
        <>
          <Input.TextArea aria-label="写备注" placeholder="买家看不到" autoSize={{ minRows: 2 }} maxLength={500} value={text} onChange={(event) => setText(event.target.value)} />
          <Button className="rail-add" disabled={!text.trim()} loading={add.isPending} onClick={() => add.mutate(undefined)}>
            添加备注
          </Button>
        </>
      )}
    </Panel>
  )
}
