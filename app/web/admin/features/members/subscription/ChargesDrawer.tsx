import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Form, Input, Modal, Skeleton } from 'antd'
import { useState } from 'react'
import type { EndedMembership, MembershipCharge, Subscriber } from '../../../../shared/api/shapes-subscription'
import { price } from '../../../../shared/format/money'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { Money, StateTag, When } from '../../../shared/ui/bits'
import { Empty, Failed } from '../../../shared/ui/page'
import { useWrite } from '../../../shared/write'

const TONES: Record<MembershipCharge['state'], string> = { paid: 'completed', open: 'pending', failed: 'problem', closed: 'closed' }

/** Every wish to collect of one membership; and ending it with what is unused refunded. */
export function ChargesDrawer({ of, close }: { of: Subscriber; close: () => void }) {
  const mayEnd = useCan('members.adjust')
  const [ending, setEnding] = useState(false)
  const charges = useQuery({ queryKey: ['membership-charges', of.id], queryFn: ({ signal }) => api.get<{ items: MembershipCharge[] }>(`/subscriptions/${of.id}/charges`, {}, signal) })
  return (
    <Drawer
      open
      width={520}
      title={`${of.nickname} 的收费记录`}
      onClose={close}
      footer={mayEnd && of.state !== 'ended' ? <Button danger onClick={() => setEnding(true)}>提前结束并退款</Button> : null}
    >
      {charges.isPending && <Skeleton active />}
      {charges.isError && <Failed error={charges.error} again={() => void charges.refetch()} />}
      {charges.data?.items.length === 0 && <Empty title="还没有收费" hint="试用不收费。" />}
      <ul className="charge-list">
        {charges.data?.items.map((charge) => (
          <li key={charge.id}>
            <span className="charge-line">
              <b>{charge.planName} · {charge.kindText}</b>
              <Money fen={charge.amountFen} strong />
            </span>
            <span className="charge-line">
              <StateTag state={TONES[charge.state]} text={charge.stateText} />
              <span className="muted">{charge.byContract ? `自动扣款，发起 ${charge.tries} 次` : '会员自己付款'}</span>
            </span>
            {charge.creditFen > 0 && <span className="muted">旧方案抵扣 {price(charge.creditFen)}</span>}
            {charge.problem && <span className="charge-problem">{charge.problem}</span>}
            <span className="muted"><When at={charge.createdAt} /> <span className="mono">{charge.number}</span></span>
          </li>
        ))}
      </ul>
      {ending && <EndDialog of={of} close={() => setEnding(false)} done={close} />}
    </Drawer>
  )
}

function EndDialog({ of, close, done }: { of: Subscriber; close: () => void; done: () => void }) {
  const [form] = Form.useForm<{ reason: string }>()
  const end = useWrite({
    send: ({ reason }: { reason: string }) => api.post<EndedMembership>(`/subscriptions/${of.id}/end`, { reason: reason.trim() }),
    done: (ended) => (ended.refundedFen ? `已结束，${price(ended.refundedFen)} 正在原路退回` : '已结束，没有可退的金额'),
    stale: ['subscribers', 'membership-numbers', 'membership-charges'],
    after: done,
  })
  return (
    <Modal open title="提前结束付费会员" okText="结束并退款" okButtonProps={{ danger: true }} cancelText="先不" confirmLoading={end.isPending} onCancel={close} onOk={() => form.submit()}>
      <p>会员权益立即结束，自动续费合约解除；每一期没用完的部分按秒折算，原路退回。</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => end.mutate(values)}>
        <Form.Item name="reason" label="原因，会记入审计" rules={[{ required: true, whitespace: true, message: '请写明原因' }]}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
