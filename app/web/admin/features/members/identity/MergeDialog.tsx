import { useQuery } from '@tanstack/react-query'
import { Form, Input, Modal, Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useNavigate } from 'react-router'
import type { MergeDetail } from '../../../../shared/api/shapes-identity'
import type { MemberRow } from '../../../../shared/api/shapes-office'
import type { Page } from '../../../../shared/api/shapes'
import { api } from '../../../shared/session'
import { useWrite } from '../../../shared/write'

interface Asked {
  memberId: string
  otherId: string
  reason: string
}

/** Two members whom an operator knows to be one person. */
export function MergeDialog({ close }: { close: () => void }) {
  const [form] = Form.useForm<Asked>()
  const navigate = useNavigate()
  const merge = useWrite<Asked, MergeDetail>({
    send: (asked) => api.post<MergeDetail>('/member-merges', { ...asked, reason: asked.reason.trim() }),
    done: '已合并为一个会员',
    stale: ['merges', 'matches', 'members'],
    after: (made) => {
      close()
      void navigate(`/member-identities/merges/${made.merge.id}`)
    },
  })
  return (
    <Modal open title="手动合并" okText="合并" okButtonProps={{ danger: true }} cancelText="先不" confirmLoading={merge.isPending} onCancel={close} onOk={() => form.submit()}>
      <p>会发生：</p>
      <ul className="effects">
        <li>两个会员的订单、优惠券、积分、地址和登录都归到一个会员</li>
        <li>有订单的会员保留；都有订单时，先加入的保留</li>
        <li>可以随时撤销，当时带来的都会还回去</li>
      </ul>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(asked) => merge.mutate(asked)}>
        <Form.Item name="memberId" label="会员" rules={[{ required: true, message: '请选择会员' }]}>
          <MemberSelect />
        </Form.Item>
        <Form.Item
          name="otherId"
          label="也是这个会员"
          dependencies={['memberId']}
          rules={[
            { required: true, message: '请选择会员' },
            { validator: (_, value) => (value && value === form.getFieldValue('memberId') ? Promise.reject(new Error('请选择两个不同的会员')) : Promise.resolve()) },
          ]}
        >
          <MemberSelect />
        </Form.Item>
        <Form.Item name="reason" label="核实的经过" rules={[{ required: true, whitespace: true, min: 2, message: '请写明怎样核实的' }]}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={100} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** Found by nickname or by the whole phone number. */
function MemberSelect(props: { value?: string; onChange?: (id: string) => void; id?: string }) {
  const [text, setText] = useState('')
  const q = useDeferredValue(text.trim())
  const found = useQuery({
    queryKey: ['members', 'pick', q],
    queryFn: ({ signal }) => api.get<Page<MemberRow>>('/members', { q, limit: 10 }, signal),
  })
  const options = (found.data?.items ?? []).map((row) => ({ value: row.id, label: `${row.nickname} · ${row.phoneMasked ?? '未绑定手机'} · ${row.orders} 个订单` }))
  return (
    <Select
      {...props}
      showSearch={{ filterOption: false, onSearch: setText }}
      placeholder="输入昵称或完整手机号"
      options={options}
      notFoundContent={found.isFetching ? '正在找…' : '没有找到'}
    />
  )
}
