import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import type { ContactView, FollowView, RemarkBody } from '../../../shared/api/shapes-community'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'
import { pairPath, usePairAnswer } from './data'
import { cut, DESCRIPTION_MAX, lengthOf, REMARK_MAX } from './words'

/** Counted in characters, so that an emoji is one, as WeCom and the server count. */
const counted = (max: number) => ({ show: true, max, strategy: lengthOf, exceedFormatter: (text: string) => cut(text, max) })

/** A guide's remark and description of a contact: they are changed in WeCom itself. */
export function RemarkDialog({ contactId, name, follow, close }: { contactId: string; name: string; follow: FollowView; close: () => void }) {
  const [remark, setRemark] = useState(follow.remark)
  const [description, setDescription] = useState(follow.description)
  const [fault, setFault] = useState<{ field: string; text: string } | null>(null)
  const { kept, lookAgain } = usePairAnswer(contactId)
  const save = useWrite({
    send: (body: RemarkBody) => api.put<ContactView>(`${pairPath(contactId, follow.userId)}/remark`, body),
    done: '备注已修改',
    stale: ['wecom-contacts'],
    after: (view) => {
      kept(view)
      close()
    },
    onProblem: (problem) => {
      lookAgain(problem)
      if (problem.field !== 'remark' && problem.field !== 'description') return false
      setFault({ field: problem.field, text: problem.detail })
      return true
    },
  })
  const help = (field: string) => (fault?.field === field ? { validateStatus: 'error' as const, help: fault.text } : {})
  const body = { remark: remark.trim(), description: description.trim() }
  // While a word is still being composed, more may stand there than fits.
  const isLong = lengthOf(body.remark) > REMARK_MAX || lengthOf(body.description) > DESCRIPTION_MAX
  const isSame = body.remark === follow.remark && body.description === follow.description
  return (
    <Modal
      open
      title={`${follow.guideName}对${name}的备注`}
      okText="保存"
      cancelText="先不"
      okButtonProps={{ disabled: isSame || isLong, loading: save.isPending }}
      onOk={() => (setFault(null), save.mutate(body))}
      onCancel={close}
    >
      <p className="muted">保存后，{follow.guideName}在企业微信里看到的也会改变；客户看不到。</p>
      <Form layout="vertical" className="remark-form">
        <Form.Item label="备注" htmlFor="contact-remark" {...help('remark')}>
          <Input id="contact-remark" value={remark} count={counted(REMARK_MAX)} autoFocus onChange={(event) => setRemark(event.target.value)} />
        </Form.Item>
        <Form.Item label="描述" htmlFor="contact-description" {...help('description')}>
          <Input.TextArea id="contact-description" value={description} rows={4} count={counted(DESCRIPTION_MAX)} onChange={(event) => setDescription(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
