import { App, Button, Form, Input, Modal, Select, Upload } from 'antd'
import { useState } from 'react'
import { asProblem } from '../../../shared/api/problem'
import type { Id } from '../../../shared/api/shapes'
import type { AdminCategory, MediaUploaded } from '../../../shared/api/shapes-goods'
import { api } from '../../shared/session'
import { Photo } from '../../shared/ui/bits'
import { useWrite } from '../../shared/write'

export interface Editing {
  parentId: Id | null
  /** null: a new one. */
  category: AdminCategory | null
}

interface Values {
  name: string
  attributeNames: string[]
}

export function CategoryDialog({ editing, close }: { editing: Editing; close: () => void }) {
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const [icon, setIcon] = useState<MediaUploaded | null>(null)
  const { category, parentId } = editing
  const save = useWrite({
    send: (values: Values) => {
      const body = { ...values, parentId, iconMediaId: icon?.id ?? category?.iconMediaId ?? null }
      return category ? api.put(`/categories/${category.id}`, body) : api.post('/categories', body)
    },
    done: '已保存',
    stale: ['categories'],
    after: close,
    onProblem: (problem) => {
      if (problem.field !== 'name' && problem.field !== 'attributeNames') return false
      form.setFields([{ name: problem.field, errors: [problem.detail] }])
      return true
    },
  })
  const upload = async (file: File): Promise<void> => {
    try {
      setIcon(await api.upload<MediaUploaded>('/media', { file }, () => undefined))
    } catch (error) {
      void message.error(asProblem(error).detail)
    }
  }
  return (
    <Modal open title={category ? '编辑类目' : '新建类目'} okText="保存" confirmLoading={save.isPending} onCancel={close} onOk={() => form.submit()}>
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: category?.name ?? '', attributeNames: category?.attributeNames ?? [] }}
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item name="name" label="名称" rules={[{ required: true, whitespace: true, message: '请填写名称' }]}>
          <Input maxLength={12} autoFocus />
        </Form.Item>
        <Form.Item name="attributeNames" label="商品要填的参数" extra="写好按回车，例如：适用月龄、净含量。">
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['，', ',', '、']} maxCount={20} />
        </Form.Item>
        <Form.Item label="图标">
          <div className="icon-pick">
            <Photo src={icon?.url ?? category?.iconUrl ?? null} size={56} />
            <Upload
              accept="image/jpeg,image/png,image/webp"
              showUploadList={false}
              beforeUpload={(file) => {
                void upload(file)
                return false
              }}
            >
              <Button>换一张</Button>
            </Upload>
          </div>
        </Form.Item>
      </Form>
    </Modal>
  )
}
