import { BellOutlined } from '@ant-design/icons'
import { Badge, Button, Popover } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Attention } from '../../shared/api/shapes-office'
import { needsOf } from '../shared/attention'
import { useOperator } from '../shared/permission'

/** What needs a person now. The count on the bell is of the urgent kinds alone. */
export function Bell({ attention }: { attention: Attention | null }) {
  const [open, setOpen] = useState(false)
  const { permissions } = useOperator()
  const needs = attention ? needsOf(attention, permissions) : []
  const urgent = needs.filter((need) => need.urgent).reduce((sum, need) => sum + need.count, 0)
  const list = (
    <div className="bell-list">
      {needs.map((need) => (
        <Link key={need.key} to={need.to} className={`bell-item ${need.urgent ? 'bell-urgent' : ''}`} onClick={() => setOpen(false)}>
          <span>
            {need.text}
            <small>{need.hint}</small>
          </span>
          <b>{need.count}</b>
        </Link>
      ))}
      {attention && needs.length === 0 && <p className="muted">现在没有等您处理的事。</p>}
      {!attention && <p className="muted">正在取…</p>}
    </div>
  )
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" title="需要处理" content={list}>
      <Badge count={urgent} size="small" offset={[-6, 6]}>
        <Button type="text" icon={<BellOutlined />} aria-label={`需要处理的事，其中 ${urgent} 件紧急`} />
      </Badge>
    </Popover>
  )
}
