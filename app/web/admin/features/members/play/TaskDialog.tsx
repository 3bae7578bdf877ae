import { Form, Input, InputNumber, Modal, Select, Switch } from 'antd'
import type { AdminTask, LimitKind, TaskKind } from '../../../../shared/api/shapes-play'
import { api } from '../../../shared/session'
import { useWrite } from '../../../shared/write'
import { ONCE_KINDS, TASK_KIND_NOTE, TASK_KIND_TEXT } from './words'

interface Values { code: string; title: string; words?: string; kind: TaskKind; points: number; limitKind: LimitKind; limitCount: number; isEnabled: boolean; sort: number }

const EMPTY: Values = { code: '', title: '', words: '', kind: 'share', points: 100, limitKind: 'day', limitCount: 1, isEnabled: true, sort: 10 }

/** A new task, or changes of one. */
export function TaskDialog({ task, close }: { task: AdminTask | null; close: () => void }) {
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form) ?? task?.kind ?? 'share'
  const limitKind = Form.useWatch('limitKind', form) ?? task?.limitKind ?? 'day'
  const isOnce = ONCE_KINDS.includes(kind)
  const save = useWrite({
    send: ({ code, ...body }: Values) => {
      const limit = isOnce || body.limitKind === 'once' ? { limitKind: 'once' as const, limitCount: 1 } : {}
      return api.put<AdminTask>(`/tasks/${task?.code ?? code}`, { ...body, words: (body.words ?? '').trim(), ...limit, version: task?.version ?? 0 })
    },
    done: '任务已保存',
    stale: ['member-tasks'],
    after: close,
    onProblem: (problem) => {
      if (!problem.field) return false
      form.setFields([{ name: problem.field as keyof Values, errors: [problem.detail] }])
      return true
    },
  })
  return (
    <Modal open title={task ? `修改「${task.title}」` : '新建任务'} okText="保存" confirmLoading={save.isPending} onCancel={close} onOk={() => form.submit()}>
      <Form<Values> form={form} layout="vertical" requiredMark={false} initialValues={task ?? EMPTY} onFinish={(values) => save.mutate(values)}>
        <Form.Item name="kind" label="类型" extra={TASK_KIND_NOTE[kind]}>
          <Select aria-label="类型" disabled={task !== null} options={Object.entries(TASK_KIND_TEXT).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
        {!task && (
          <Form.Item name="code" label="编号" extra="小写字母、数字和下划线，建好后不能改" rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{1,39}$/, message: '小写字母开头，2 到 40 位' }]}>
            <Input maxLength={40} />
          </Form.Item>
        )}
        <Form.Item name="title" label="名称" rules={[{ required: true, whitespace: true, message: '请填写名称' }]}>
          <Input showCount maxLength={40} />
        </Form.Item>
        <Form.Item name="words" label="说明">
          <Input showCount maxLength={120} />
        </Form.Item>
        <div className="play-pair">
          <Form.Item name="points" label="积分">
            <InputNumber min={1} max={10_000} precision={0} />
          </Form.Item>
          {!isOnce && (
            <Form.Item name="limitKind" label="次数">
              <Select aria-label="次数" options={[{ value: 'day', label: '每天' }, { value: 'total', label: '一共' }, { value: 'once', label: '只有一次' }]} />
            </Form.Item>
          )}
          {!isOnce && limitKind !== 'once' && (
            <Form.Item name="limitCount" label="最多几次">
              <InputNumber min={1} max={1_000} precision={0} />
            </Form.Item>
          )}
          <Form.Item name="sort" label="顺序" extra="小的在前">
            <InputNumber min={0} max={10_000} precision={0} />
          </Form.Item>
        </div>
        <Form.Item name="isEnabled" label="启用" valuePropName="checked">
          <Switch aria-label="启用" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
