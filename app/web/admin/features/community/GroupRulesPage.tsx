import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, ConfigProvider, InputNumber, Switch } from 'antd'
import { useState } from 'react'
import type { GroupRules, GroupRulesBook } from '../../../shared/api/shapes-community'
import { Field, ProblemsProvider, type FieldProblems } from '../../shared/form/Field'
import '../../shared/form/editor.css'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { When } from '../../shared/ui/bits'
import { MoneyInput, NO_AMOUNT } from '../../shared/ui/MoneyInput'
import { Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './community.css'
import { checkGroupRules, GROUP_DAYS_MAX, GROUP_ORDERS_MAX, groupRulesText } from './group-words'
import './performance.css'

/** Who belongs into which kind of group. */
export function GroupRulesPage() {
  // It is not renewed under what somebody types, so that a save meets the version that was read.
  const book = useQuery({
    queryKey: ['group-rules'],
    queryFn: ({ signal }) => api.get<GroupRulesBook>('/group-rules', {}, signal),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: Infinity,
    gcTime: 0,
  })
  if (book.isError && !book.data) return <Failed error={book.error} again={() => void book.refetch()} />
  if (!book.data) return <PageSkeleton />
  return <RulesForm key={book.data.version} book={book.data} reload={() => void book.refetch()} />
}

function RulesForm({ book, reload }: { book: GroupRulesBook; reload: () => void }) {
  const queries = useQueryClient()
  const mayWrite = useCan('community.write')
  const { draft, change, dirty, restoredAt, reset } = useDraft<GroupRules>('group.rules', book.version, book.rules)
  const [refused, setRefused] = useState<FieldProblems>({})
  const [conflict, setConflict] = useState(false)
  const [noAmount, setNoAmount] = useState(false)
  const wrong: FieldProblems = { ...checkGroupRules(draft), ...(noAmount ? { vipFen: NO_AMOUNT } : {}) }
  const edit = (part: Partial<GroupRules>): void => (setRefused({}), change(part))
  const save = useWrite({
    send: () => api.put<GroupRulesBook>('/group-rules', { ...draft, version: book.version }),
    done: '规则已保存',
    after: (saved) => {
      reset(saved.rules)
      queries.setQueryData(['group-rules'], saved)
    },
    onProblem: (problem) => {
      if (problem.code === 'community.rules_changed') return setConflict(true), true
      if (!problem.field) return false
      setRefused({ [problem.field]: problem.detail })
      return true
    },
  })
  const number = (name: 'vipOrders' | 'ordinaryOrders', label: string) => (
    <InputNumber<number> aria-label={label} min={0} max={GROUP_ORDERS_MAX} precision={0} suffix="单" value={draft[name]} onChange={(orders) => edit({ [name]: orders ?? 0 })} />
  )
  return (
    <ProblemsProvider value={{ ...wrong, ...refused }}>
      <PageHead back={{ to: '/groups', text: '社群' }} title="入群规则" note="按付款次数和金额，请导购邀请客户进 VIP 群或普通群。" />
      {conflict && <Alert className="editor-note" type="warning" showIcon title="同事刚刚保存过规则，请取最新版本后再改。" action={<Button size="small" onClick={() => (setConflict(false), reset(book.rules), reload())}>取最新版本</Button>} />}
      {restoredAt !== null && !conflict && <Alert className="editor-note" type="info" showIcon title="已恢复您上次没有保存的修改" action={<Button size="small" onClick={() => reset(book.rules)}>放弃修改</Button>} />}
      <ConfigProvider componentDisabled={!mayWrite}>
        <Panel title="给导购发邀请待办" extra={<Switch checked={draft.isOn} aria-label="给导购发邀请待办" onChange={(isOn) => edit({ isOn })} />}>
          <p className="muted contact-line">每位客户每类群只发一次，客户进群后待办自动完成。进过群又退出的客户不再邀请。关闭后，已经发出的待办不受影响。</p>
          <p className="contact-line">{groupRulesText(draft)}</p>
        </Panel>
        <Panel title="看哪些订单">
          <Field path="days" label="最近" hint="按付款时间，全额退款的订单不算。">
            <InputNumber<number> aria-label="最近几天" min={1} max={GROUP_DAYS_MAX} precision={0} suffix="天" value={draft.days} onChange={(days) => edit({ days: days ?? 1 })} />
          </Field>
        </Panel>
        <Panel title="VIP 群">
          <p className="muted contact-line">达到任意一个就算，填 0 或留空表示不看这一项。</p>
          <div className="rule-numbers">
            <Field path="vipOrders" label="付款单数">
              {number('vipOrders', 'VIP 群付款单数')}
            </Field>
            <Field path="vipFen" label="付款金额（减退款）">
              <MoneyInput fen={draft.vipFen} label="VIP 群付款金额" onWrong={setNoAmount} onChange={(fen) => edit({ vipFen: fen ?? 0 })} />
            </Field>
          </div>
        </Panel>
        <Panel title="普通群">
          <Field path="ordinaryOrders" label="付款单数" hint="没有达到 VIP 群的客户。填 0 表示不邀请进普通群。">
            {number('ordinaryOrders', '普通群付款单数')}
          </Field>
          <p className="rules-meta">{book.version === 0 ? '还没有人改过，现在是初始规则。' : <>第 {book.version} 版，{book.by} <When at={book.at} /> 保存。</>}</p>
        </Panel>
      </ConfigProvider>
      {mayWrite && (
        <div className="save-bar">
          <span className="muted save-note">{dirty ? '有未保存的修改，已留在本机' : ''}</span>
          {dirty && <Button onClick={() => reset(book.rules)}>放弃修改</Button>}
          <Button type="primary" disabled={!dirty || Object.keys(wrong).length > 0} loading={save.isPending} onClick={() => save.mutate(undefined)}>
            保存
          </Button>
        </div>
      )}
    </ProblemsProvider>
  )
}
