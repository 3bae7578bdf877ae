import { Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import type { Id } from '../../shared/api/shapes'
import { price } from '../../shared/format/money'
import { useCan } from './permission'
import { api } from './session'
import { useWrite } from './write'

/** Sends a refund that WeChat Pay refused once more, under the same number, so that it cannot be paid twice. */
export function ResendRefund({ refundId, amountFen }: { refundId: Id; amountFen: number }) {
  const may = useCan('after_sale.write')
  const [reason, setReason] = useState('')
  const resend = useWrite({
    send: () => api.post(`/refunds/${refundId}/resend`, { reason: reason.trim() }),
    done: '已重新提交给微信支付',
    stale: ['order', 'stuck-refunds', 'attention'],
  })
  if (!may) return null
  return (
    <Popconfirm
      title={`重新退 ${price(amountFen)}`}
      description={
        <>
          <p>用原来的退款单号，不会退两次。</p>
          <Input placeholder="原因，例如：商户余额已补足" maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
        </>
      }
      okText="重新退款"
      okButtonProps={{ disabled: !reason.trim() }}
      onConfirm={() => resend.mutateAsync(undefined)}
    >
      <Button size="small" loading={resend.isPending}>
        重新退款
      </Button>
    </Popconfirm>
  )
}
