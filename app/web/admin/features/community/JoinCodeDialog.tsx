import { Form, Input, InputNumber, Modal, Select, Switch } from 'antd'
import type { JoinCode } from '../../../shared/api/shapes-community'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'
import { usePostChats } from './post-data'

interface Values {
  name: string
  chatIds: string[]
  limit: number
  makesRooms: boolean
  roomName: string
}

const FIELDS = ['name', 'chatIds', 'limit', 'roomName'] as const
const FULL_AT = 195
const EMPTY: Values = { name: '', chatIds: [], limit: FULL_AT, makesRooms: false, roomName: '' }

/** A join code, new or changed. */
export function JoinCodeDialog({ code, close }: { code: JoinCode | null; close: () => void }) {
  const [form] = Form.useForm<Values>()
  const chats = usePostChats().data ?? []
  const makesRooms = Form.useWatch('makesRooms', form)
  const save = useWrite({
    send: (values: Values) => {
      const body = { ...values, roomName: values.makesRooms ? values.roomName : '' }
      return code ? api.put<JoinCode>(`/join-codes/${code.id}`, { ...body, version: code.version }) : api.post<JoinCode>('/join-codes', body)
    },
    done: code ? '已保存' : '已新建，正在生成二维码',
    stale: ['join-codes'],
    after: close,
    onProblem: (problem) => {
      const field = FIELDS.find((one) => one === problem.field)
      if (field) form.setFields([{ name: field, errors: [problem.detail] }])
      return field !== undefined
    },
  })
  const known = new Map([...(code?.chats ?? []).map((chat) => [chat.chatId, `${chat.name || '未命名的群'}（${chat.isGone ? '已解散' : `${chat.members} 人`}）`] as const), ...chats.map((chat) => [chat.chatId, `${chat.name || '未命名的群'}（${chat.ownerName}，${chat.members} 人）`] as const)])
  return (
    <Modal open title={code ? '修改入群活码' : '新建入群活码'} okText={code?.qrUrl ? '保存' : '保存并生成'} confirmLoading={save.isPending} onCancel={close} onOk={() => form.submit()}>
      <Form<Values> form={form} layout="vertical" requiredMark={false} initialValues={code ? { ...code.rules } : EMPTY} onFinish={(values) => save.mutate({ ...EMPTY, ...values })}>
        <Form.Item name="name" label="名称" rules={[{ required: true, whitespace: true, message: '请填写名称' }]}>
          <Input maxLength={20} placeholder="如 门店入群" />
        </Form.Item>
        <Form.Item name="chatIds" label="群，按先后顺序使用" extra="前 5 个没满的群接收新客户，其余备用。" rules={[{ required: true, message: '请选择群' }]}>
          <Select<string[]> mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={[...known].map(([value, label]) => ({ value, label }))} />
        </Form.Item>
        <Form.Item name="limit" label="多少人算满" rules={[{ required: true, message: '请填写人数' }]}>
          <InputNumber<number> min={1} max={200} precision={0} suffix="人" />
        </Form.Item>
        <Form.Item name="makesRooms" label="都满后由企业微信自动建新群" valuePropName="checked">
          <Switch />
        </Form.Item>
        {makesRooms && (
          <Form.Item name="roomName" label="新群的名称" rules={[{ required: true, whitespace: true, message: '请填写群名' }]}>
            <Input maxLength={20} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
