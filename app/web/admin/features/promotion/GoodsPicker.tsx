import { SearchOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Modal, Skeleton } from 'antd'
import { useMemo, useState } from 'react'
import type { Page } from '../../../shared/api/shapes'
import type { AdminProductRow } from '../../../shared/api/shapes-goods'
import type { GoodsFacts } from '../../../shared/api/shapes-promotion'
import { price, priceRange } from '../../../shared/format/money'
import { api } from '../../shared/session'
import { GoodsCell } from '../../shared/ui/bits'
import { Empty, Failed } from '../../shared/ui/page'
import { useGoods, useSettled } from './data'

interface Props {
  title: string
  /** Products as a whole; else single SKUs of them. */
  whole?: boolean
  /** Chosen before: shown as such, not to be chosen twice. */
  taken: ReadonlySet<string>
  /** At most so many more. */
  max?: number
  close: () => void
  choose: (ids: string[]) => void
}

/** Finds products by their words and lets one choose them, or SKUs of them with price, cost and stock. */
export function GoodsPicker({ title, whole, taken, max = 500, close, choose }: Props) {
  const [q, setQ] = useState('')
  const [chosen, setChosen] = useState<string[]>([])
  const settled = useSettled(q.trim())
  const list = useQuery({
    queryKey: ['products', 'picker', settled],
    queryFn: ({ signal }) => api.get<Page<AdminProductRow>>('/products', { q: settled || null, status: 'on_sale', limit: 20 }, signal),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => list.data?.items ?? [], [list.data])
  const { goods, query } = useGoods([], whole ? [] : rows.map((row) => row.id))
  const ofProduct = useMemo(() => {
    const found = new Map<string, GoodsFacts[]>()
    for (const facts of goods.values()) found.set(facts.productId, [...(found.get(facts.productId) ?? []), facts])
    return found
  }, [goods])
  const isFull = chosen.length >= max
  const toggle = (ids: readonly string[], on: boolean): void => {
    const fresh = ids.filter((id) => !taken.has(id))
    setChosen(on ? [...new Set([...chosen, ...fresh])].slice(0, max) : chosen.filter((id) => !fresh.includes(id)))
  }
  const box = (id: string, label: string) => <Checkbox aria-label={label} checked={taken.has(id) || chosen.includes(id)} disabled={taken.has(id) || (isFull && !chosen.includes(id))} onChange={(event) => toggle([id], event.target.checked)} />

  return (
    <Modal
      open
      title={title}
      width={720}
      okText={chosen.length ? `添加 ${chosen.length} 个` : '添加'}
      okButtonProps={{ disabled: chosen.length === 0 }}
      onCancel={close}
      onOk={() => {
        choose(chosen)
        close()
      }}
    >
      <Input autoFocus allowClear aria-label="搜索商品" prefix={<SearchOutlined aria-hidden />} placeholder="标题、编码或条码" value={q} onChange={(event) => setQ(event.target.value)} />
      <div className="picker">
        {list.isError && !list.data ? (
          <Failed error={list.error} again={() => void list.refetch()} />
        ) : list.isPending ? (
          <Skeleton active title={false} paragraph={{ rows: 6, width: '100%' }} />
        ) : rows.length === 0 ? (
          <Empty title="没有找到在售的商品" hint="换个词，或先去上架商品。" />
        ) : (
          <ul>
            {rows.map((row) => {
              const skus = ofProduct.get(row.id) ?? []
              const open = skus.filter((facts) => facts.onSale && !taken.has(facts.skuId)).map((facts) => facts.skuId)
              return (
                <li key={row.id}>
                  <label className="picker-product">
                    {whole ? box(row.id, row.title) : null}
                    <GoodsCell imageUrl={row.coverUrl} title={row.title} note={`${priceRange(row.priceFen, row.maxPriceFen)} · 可售 ${row.available}`} size={40} />
                    {!whole && open.length > 1 && (
                      <Button size="small" type="text" disabled={isFull} onClick={() => toggle(open, !open.every((id) => chosen.includes(id)))}>
                        {open.every((id) => chosen.includes(id)) ? '全不选' : `选全部 ${open.length} 个规格`}
                      </Button>
                    )}
                  </label>
                  {!whole && query.isPending && <Skeleton active title={false} paragraph={{ rows: 1 }} />}
                  {!whole &&
                    skus.map((facts) => (
                      <label key={facts.skuId} className="picker-sku">
                        {box(facts.skuId, `${facts.title} ${facts.optionText}`)}
                        <span>{facts.optionText || '单一规格'}</span>
                        <span className="muted">{facts.onSale ? `可售 ${facts.freeStock}` : '已停售'}</span>
                        <span className="muted">成本 {facts.costFen === null ? '未填' : price(facts.costFen)}</span>
                        <b>{price(facts.priceFen)}</b>
                      </label>
                    ))}
                </li>
              )
            })}
          </ul>
        )}
      </div>
      {list.data?.nextCursor && <p className="muted small">只列出最近更新的 20 个，搜索可以找到其他商品。</p>}
    </Modal>
  )
}
