import { App, Button, DatePicker, Popover } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import type { AdminProduct } from '../../../shared/api/shapes-goods'
import { exactTime } from '../../../shared/format/time'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'

/** Puts a product on sale, now or at a time, or takes it off. Taking off says what it means first. */
export function PublishButtons({ product }: { product: AdminProduct }) {
  const queries = useQueryClient()
  const { modal } = App.useApp()
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState<Dayjs | null>(null)
  const keep = (stored: AdminProduct): void => void queries.setQueryData(['product', stored.id], stored)
  const publish = useWrite({
    send: (when: Dayjs | null) => api.post<AdminProduct>(`/products/${product.id}/publish`, { at: when?.toISOString() ?? null }),
    done: (stored) => (stored.status === 'on_sale' ? '已上架' : '到时会自动上架'),
    stale: ['products'],
    after: (stored) => {
      setOpen(false)
      keep(stored)
    },
  })
  const unpublish = useWrite({
    send: () => api.post<AdminProduct>(`/products/${product.id}/unpublish`),
    done: '已下架',
    stale: ['products'],
    after: keep,
  })
  if (product.status === 'on_sale')
    return (
      <Button
        danger
        loading={unpublish.isPending}
        onClick={() =>
          modal.confirm({
            title: '下架这个商品',
            content: `${product.skus.length} 个规格会立刻不能再买，购物车里的会显示为失效；已付款的订单照常发货。`,
            okText: '下架',
            okButtonProps: { danger: true },
            onOk: () => unpublish.mutateAsync(undefined),
          })
        }
      >
        下架
      </Button>
    )
  return (
    <>
      {product.publishAt && <span className="muted">将于 {exactTime(product.publishAt).slice(0, 16)} 上架</span>}
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomRight"
        title="定时上架（北京时间）"
        content={
          <div className="view-form">
            <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" minDate={dayjs()} value={at} onChange={setAt} />
            <Button type="primary" disabled={!at} loading={publish.isPending} onClick={() => publish.mutate(at)}>
              确定
            </Button>
          </div>
        }
      >
        <Button>定时上架</Button>
      </Popover>
      <Button type="primary" loading={publish.isPending} onClick={() => publish.mutate(null)}>
        上架
      </Button>
    </>
  )
}
