import { Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { PersonalGuide } from '../../../shared/api/shapes-performance'
import { exactTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { StateTag, When } from '../../shared/ui/bits'
import { ReasonDialog } from '../../shared/ui/ReasonDialog'
import { useWrite } from '../../shared/write'
import { useGuides } from './data'
import { HOW_TEXT, notToldWhy, TOLD_MEMBER_TEXT, TOLD_TEXT } from './performance-words'
import { guideText } from './words'

const REASON_MAX = 100

export function PersonalGuideList() {
  const guides = useGuides()
  const mayWrite = useCan('community.write')
  const seesMembers = useCan('members.read')
  const [changing, setChanging] = useState<PersonalGuide | null>(null)
  const [ending, setEnding] = useState<PersonalGuide | null>(null)
  const end = useWrite({
    send: ({ row, reason }: { row: PersonalGuide; reason: string }) => api.post(`/personal-guides/${row.memberId}/end`, { reason: reason.slice(0, REASON_MAX) }),
    done: '已取消专属导购',
    stale: ['personal-guides'],
    after: () => setEnding(null),
  })
  const filters: Filter[] = [
    { kind: 'select', name: 'guide', label: '导购', choices: (guides.data ?? []).map((guide) => ({ value: guide.userId, label: guideText(guide) })) },
    { kind: 'choice', name: 'past', label: '现在还是从前', initial: 'false', choices: [{ value: 'false', label: '现在' }, { value: 'true', label: '从前' }] },
  ]
  const member = (row: PersonalGuide) => (
    <span className="contact-words">
      {seesMembers ? <Link to={`/members/${row.memberId}`}><b>{row.nickname}</b></Link> : <b>{row.nickname}</b>}
      <small>{row.levelName}</small>
    </span>
  )
  const guide = (row: PersonalGuide) => (
    <span className="contact-words">
      <b>{row.guideName}</b>
      <small>{row.isContact ? '已是企业微信好友' : row.isServing ? '还没有加好友' : '已离职或没有客户联系权限'}</small>
    </span>
  )
  const actions = (row: PersonalGuide) =>
    mayWrite && row.endedAt === null && (
      <span className="rule-moves">
        <Button size="small" onClick={() => setChanging(row)}>换导购</Button>
        <Button size="small" danger onClick={() => setEnding(row)}>取消</Button>
      </span>
    )
  const columns: Column<PersonalGuide>[] = [
    { key: 'member', title: '会员', render: member, text: (row) => `${row.nickname} ${row.levelName}` },
    { key: 'guide', title: '专属导购', render: guide, text: (row) => row.guideName },
    { key: 'how', title: '方式', render: (row) => <StateTag state="open" text={HOW_TEXT[row.how]} />, text: (row) => HOW_TEXT[row.how] },
    {
      key: 'reason',
      title: '原因',
      render: (row) => (
        <span className="contact-words">
          <span className="why">{row.reason}</span>
          {row.endedWhy && <small>结束：{row.endedWhy}</small>}
        </span>
      ),
      text: (row) => `${row.reason} ${row.endedWhy ?? ''}`.trim(),
    },
    { key: 'since', title: '开始', render: (row) => <When at={row.since} />, text: (row) => exactTime(row.since) },
    { key: 'ended', title: '结束', optional: true, render: (row) => <When at={row.endedAt} />, text: (row) => (row.endedAt ? exactTime(row.endedAt) : '') },
    { key: 'told', title: '通知导购', render: (row) => <span className={row.told === 'told' ? '' : 'muted'}>{TOLD_TEXT[row.told]}</span>, text: (row) => TOLD_TEXT[row.told] },
    { key: 'toldMember', title: '通知会员', render: (row) => <ToldMember row={row} />, text: (row) => [TOLD_MEMBER_TEXT[row.toldMember], notToldWhy(row)].filter(Boolean).join('：') },
    { key: 'actions', title: '', width: 150, render: actions, text: () => '' },
  ]
  return (
    <>
      <CrudTable<PersonalGuide>
        id="personal-guides"
        name="专属导购"
        path="/personal-guides"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        card={(row) => (
          <div className="row-card">
            <span className="contact-who">
              {member(row)}
              <StateTag state="open" text={HOW_TEXT[row.how]} />
            </span>
            <span>
              {row.guideName} · <When at={row.since} />
            </span>
            <span className="muted">{row.endedWhy ?? row.reason}</span>
            <span className="muted">通知会员：{notToldWhy(row) ?? TOLD_MEMBER_TEXT[row.toldMember]}</span>
            {actions(row)}
          </div>
        )}
        emptyTitle="还没有会员有专属导购"
        emptyHint="打开门槛与分配后，达到门槛的会员会自动有一位专属导购。"
        emptyAction={<Link to="/personal-guides/rules">设置门槛</Link>}
      />
      {changing && <ChangeDialog row={changing} close={() => setChanging(null)} />}
      {ending && (
        <ReasonDialog
          title={`取消「${ending.nickname}」的专属导购`}
          effects={[`${ending.guideName} 不再是 TA 的专属导购`, 'TA 在小程序里不再看到导购的二维码', '之后即使达到门槛，也不会自动再分配']}
          label="原因"
          okText="取消专属导购"
          pending={end.isPending}
          close={() => setEnding(null)}
          done={(reason) => end.mutate({ row: ending, reason })}
        />
      )}
    </>
  )
}

function ToldMember({ row }: { row: PersonalGuide }) {
  const why = notToldWhy(row)
  return (
    <span className="contact-words">
      <span className={row.toldMember === 'sent' ? '' : 'muted'}>{TOLD_MEMBER_TEXT[row.toldMember]}</span>
      {why && <small>{why}</small>}
    </span>
  )
}

function ChangeDialog({ row, close }: { row: PersonalGuide; close: () => void }) {
  const [form] = Form.useForm<{ userId: string; reason: string }>()
  const guides = (useGuides().data ?? []).filter((guide) => guide.isActive && guide.hasContacts && guide.userId !== row.userId)
  const change = useWrite({
    send: (typed: { userId: string; reason: string }) => api.put<PersonalGuide>(`/personal-guides/${row.memberId}`, { ...typed, reason: typed.reason.trim() }),
    done: (saved) => `${saved.guideName} 现在是 ${saved.nickname} 的专属导购`,
    stale: ['personal-guides'],
    after: close,
    onProblem: (problem) => {
      if (problem.field !== 'userId' && problem.field !== 'reason') return false
      form.setFields([{ name: problem.field, errors: [problem.detail] }])
      return true
    },
  })
  return (
    <Modal open title={`给「${row.nickname}」换一位专属导购`} okText="更换" cancelText="先不" confirmLoading={change.isPending} onCancel={close} onOk={() => form.submit()}>
      <p className="muted">新导购会收到企业微信消息；会员同意过接收的，会收到一条微信消息。小程序里看到的二维码随之更换。好友关系不会自动转接。</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(typed) => change.mutate(typed)}>
        <Form.Item name="userId" label="新导购" rules={[{ required: true, message: '请选择导购' }]}>
          <Select<string> showSearch={{ optionFilterProp: 'label' }} placeholder="选择导购" options={guides.map((guide) => ({ value: guide.userId, label: guide.name }))} />
        </Form.Item>
        <Form.Item name="reason" label="原因" rules={[{ required: true, whitespace: true, message: '请写明原因' }]}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={REASON_MAX} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
