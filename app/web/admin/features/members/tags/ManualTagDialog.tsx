import { Checkbox, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import type { ManualTag, TagView } from '../../../../shared/api/shapes-tags'
import { api } from '../../../shared/session'
import { useWrite } from '../../../shared/write'

/** A new manual tag, or another name and meaning for one. */
export function ManualTagDialog({ tag, close, made }: { tag: TagView | null; close: () => void; made?: (tag: ManualTag) => void }) {
  const [name, setName] = useState(tag?.name ?? '')
  const [definition, setDefinition] = useState(tag?.definition ?? '')
  const [isRetired, setIsRetired] = useState(tag?.isRetired ?? false)
  const [fault, setFault] = useState<{ field: string; text: string } | null>(null)
  const save = useWrite({
    send: () => {
      const body = { name: name.trim(), definition: definition.trim() }
      return tag ? api.put<ManualTag>(`/manual-tags/${tag.id}`, { ...body, isRetired }) : api.post<ManualTag>('/manual-tags', body)
    },
    done: tag ? '标签已修改' : '标签已新建',
    stale: ['tags', 'member-profile'],
    after: (stored) => {
      made?.(stored)
      close()
    },
    onProblem: (problem) => {
      if (problem.field !== 'name' && problem.field !== 'definition') return false
      setFault({ field: problem.field, text: problem.detail })
      return true
    },
  })
  const help = (field: string) => (fault?.field === field ? { validateStatus: 'error' as const, help: fault.text } : {})
  return (
    <Modal
      open
      title={tag ? '修改手工标签' : '新建手工标签'}
      okText={tag ? '保存' : '新建'}
      okButtonProps={{ disabled: !name.trim() || !definition.trim(), loading: save.isPending }}
      onOk={() => save.mutate(undefined)}
      onCancel={close}
    >
      <Form layout="vertical">
        <Form.Item label="名称" htmlFor="tag-name" {...help('name')}>
          <Input id="tag-name" value={name} maxLength={20} showCount autoFocus onChange={(event) => setName(event.target.value)} />
        </Form.Item>
        <Form.Item label="含义" htmlFor="tag-definition" extra="写清楚什么样的会员该有它，别的同事才会用得一致。" {...help('definition')}>
          <Input.TextArea id="tag-definition" value={definition} maxLength={200} rows={3} onChange={(event) => setDefinition(event.target.value)} />
        </Form.Item>
        {tag && (
          <Checkbox checked={isRetired} onChange={(event) => setIsRetired(event.target.checked)}>
            停用：已有的会员保留，不能再加给别人
          </Checkbox>
        )}
      </Form>
    </Modal>
  )
}
