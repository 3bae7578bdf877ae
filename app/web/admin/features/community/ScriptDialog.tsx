import { App, Button, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import type { Script, ScriptBody, ScriptCondition, ScriptPreview } from '../../../shared/api/shapes-guides'
import { asProblem } from '../../../shared/api/problem'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'
import { ConditionFields } from './ConditionFields'
import { bodyOfScript, CARD_TEXT, conditionOf, emptyScript, GAPS, KIND_TEXT, KINDS } from './script-words'
import { lengthOf } from './words'

const TEXT_MAX = 600
const NAME_MAX = 30

/** One script: when it fits, what it says, and how it reads for a sample customer. */
export function ScriptDialog({ script, close }: { script: Script | null; close: () => void }) {
  const { message } = App.useApp()
  const [body, setBody] = useState<ScriptBody>(() => (script ? bodyOfScript(script) : emptyScript()))
  const [fault, setFault] = useState<{ field: string; text: string } | null>(null)
  const [shown, setShown] = useState<ScriptPreview | null>(null)
  const change = (part: Partial<ScriptBody>): void => (setBody({ ...body, ...part }), setShown(null), setFault(null))
  const atField = (problem: { field?: string | null; detail: string }): boolean => {
    const field = problem.field?.split('.')[0]
    if (!field || !(field in body)) return false
    setFault({ field, text: problem.detail })
    return true
  }
  const save = useWrite({
    send: () => (script ? api.put<Script>(`/guide-scripts/${script.id}`, { ...body, isActive: script.isActive, version: script.version }) : api.post<Script>('/guide-scripts', body)),
    done: '话术已保存',
    stale: ['guide-scripts'],
    after: close,
    onProblem: atField,
  })
  const preview = async (): Promise<void> => {
    try {
      setShown(await api.post<ScriptPreview>('/guide-scripts/preview', body))
    } catch (error) {
      const problem = asProblem(error)
      if (!atField(problem)) void message.error(problem.detail)
    }
  }
  const help = (field: string) => (fault?.field === field ? { validateStatus: 'error' as const, help: fault.text } : {})
  return (
    <Modal open width={640} title={script ? `修改话术「${script.rules.name}」` : '新建话术'} okText="保存" cancelText="先不" okButtonProps={{ loading: save.isPending, disabled: !body.name.trim() || !body.text.trim() }} onOk={() => save.mutate(undefined)} onCancel={close}>
      <Form layout="vertical">
        <Form.Item label="名称" htmlFor="script-name" {...help('name')}>
          <Input id="script-name" value={body.name} maxLength={NAME_MAX} onChange={(event) => change({ name: event.target.value })} />
        </Form.Item>
        <Form.Item label="什么时候推荐" {...help('condition')}>
          <Select aria-label="什么时候推荐" value={body.condition.kind} options={KINDS.map((kind) => ({ value: kind, label: KIND_TEXT[kind] }))} onChange={(kind) => change({ condition: conditionOf(kind) })} />
          <ConditionFields condition={body.condition} change={(condition: ScriptCondition) => change({ condition })} />
        </Form.Item>
        <Form.Item label="内容" htmlFor="script-text" className="counted" extra={`可以用：${GAPS[body.condition.kind].map((gap) => `{${gap}}`).join(' ')}，发送前会换成客户的情况。`} {...help('text')}>
          <Input.TextArea id="script-text" autoSize={{ minRows: 3, maxRows: 8 }} count={{ show: true, max: TEXT_MAX, strategy: lengthOf }} value={body.text} onChange={(event) => change({ text: event.target.value })} />
        </Form.Item>
        <Form.Item label="小程序卡片" {...help('card')}>
          <Select aria-label="小程序卡片" value={body.card} options={Object.entries(CARD_TEXT).map(([value, label]) => ({ value: value as ScriptBody['card'], label }))} onChange={(card) => change({ card })} />
        </Form.Item>
        <Form.Item label="优先级" extra="数字大的排在前面，导购每次看到最合适的三条。" {...help('priority')}>
          <InputNumber<number> aria-label="优先级" min={0} max={100} precision={0} value={body.priority} onChange={(priority) => change({ priority: priority ?? 0 })} />
        </Form.Item>
        <Button onClick={() => void preview()}>用示例客户预览</Button>
        {shown && (
          <div className="code-phone" role="status">
            <p>{shown.text}</p>
            {shown.card && <p>卡片：{shown.card.title}</p>}
            <p className="muted">推荐理由：{shown.why}</p>
          </div>
        )}
      </Form>
    </Modal>
  )
}
