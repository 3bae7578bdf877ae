import { SearchOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { AutoComplete, Input, type InputRef } from 'antd'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { SearchFound } from '../../shared/api/shapes-office'
import { price } from '../../shared/format/money'
import { useNarrow, useShortcuts } from '../shared/hooks'
import { api } from '../shared/session'
import { orderNumber, Photo } from '../shared/ui/bits'

/** Search over orders, products and members from anywhere; `/` leads into it. */
export function GlobalSearch() {
  const field = useRef<InputRef>(null)
  const navigate = useNavigate()
  const narrow = useNarrow()
  const [text, setText] = useState('')
  const asked = useDeferredValue(useSettled(text.trim(), 250))
  const found = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => api.get<SearchFound>('/search', { q: asked }, signal),
    enabled: asked.length >= 2,
  })
  useShortcuts({
    '/': (event) => {
      event.preventDefault()
      field.current?.focus({ cursor: 'all' })
    },
  })
  return (
    <AutoComplete
      className="global-search"
      value={text}
      options={asked.length >= 2 && found.data ? groupsOf(found.data) : []}
      onChange={setText}
      onSelect={(to: string) => {
        setText('')
        field.current?.blur()
        void navigate(to)
      }}
      notFoundContent={asked.length < 2 ? null : found.isError ? '搜索没有应答，请稍后再试' : found.isFetching ? '正在找…' : '没有找到，换个说法试试'}
      popupMatchSelectWidth={narrow ? true : 460}
    >
      <Input
        ref={field}
        aria-label="搜索订单、商品、会员"
        prefix={<SearchOutlined aria-hidden />}
        suffix={!narrow && <kbd>/</kbd>}
        placeholder={narrow ? '搜索' : '搜订单号、商品、会员昵称'}
        onKeyDown={(event) => event.key === 'Escape' && field.current?.blur()}
      />
    </AutoComplete>
  )
}

function groupsOf(found: SearchFound) {
  const groups = [
    {
      label: '订单',
      options: found.orders.map((order) => ({
        value: `/orders/${order.id}`,
        label: (
          <span className="found">
            <span className="mono">{orderNumber(order.number)}</span>
            <span className="muted">
              {order.statusText} · {price(order.payableFen)}
            </span>
          </span>
        ),
      })),
    },
    {
      label: '商品',
      options: found.products.map((product) => ({
        value: `/products/${product.id}`,
        label: (
          <span className="goods">
            <Photo src={product.coverUrl} size={32} />
            <span className="goods-title">{product.title}</span>
          </span>
        ),
      })),
    },
    {
      label: '会员',
      options: found.members.map((member) => ({
        value: `/members/${member.id}`,
        label: (
          <span className="found">
            {member.nickname}
            <span className="muted">{member.phoneMasked}</span>
          </span>
        ),
      })),
    },
  ]
  return groups.filter((group) => group.options.length > 0)
}

/** The value once it has not changed for a while. */
function useSettled(value: string, afterMs: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs)
    return () => clearTimeout(timer)
  }, [value, afterMs])
  return settled
}
