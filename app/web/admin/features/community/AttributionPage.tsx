import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, InputNumber, Segmented, Switch } from 'antd'
import { useState } from 'react'
import type { AttributionBook, AttributionRule, AttributionRules } from '../../../shared/api/shapes-performance'
import { Field, ProblemsProvider, type FieldProblems } from '../../shared/form/Field'
import '../../shared/form/editor.css'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { When } from '../../shared/ui/bits'
import { Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './community.css'
import { useAttributionBook } from './performance-data'
import './performance.css'
import { checkAttribution, DAYS_MAX, RATE_MAX, RULE_ABOUT, RULE_TEXT, RULES, WINDOW_FIELDS } from './performance-words'

/** Rules by which paid orders are a guide's. */
export function AttributionPage() {
  const book = useAttributionBook()
  if (book.isError && !book.data) return <Failed error={book.error} again={() => void book.refetch()} />
  if (!book.data) return <PageSkeleton />
  return <AttributionForm key={book.data.version} book={book.data} reload={() => void book.refetch()} />
}

function AttributionForm({ book, reload }: { book: AttributionBook; reload: () => void }) {
  const queries = useQueryClient()
  const mayWrite = useCan('community.write')
  const { draft, change, dirty, restoredAt, reset } = useDraft<AttributionRules>('attribution.rules', book.version, book.rules)
  const [refused, setRefused] = useState<FieldProblems>({})
  const [conflict, setConflict] = useState(false)
  const wrong = checkAttribution(draft)
  const save = useWrite({
    send: () => api.put<AttributionBook>('/attribution-rules', { ...draft, version: book.version }),
    done: '规则已保存，之后付款的订单按新规则归因',
    after: (saved) => {
      reset(saved.rules)
      queries.setQueryData(['attribution-rules'], saved)
    },
    onProblem: (problem) => {
      if (problem.code === 'community.rules_changed') return setConflict(true), true
      if (!problem.field) return false
      setRefused({ [problem.field]: problem.detail })
      return true
    },
  })
  const edit = (part: Partial<AttributionRules>): void => (setRefused({}), change(part))
  return (
    <ProblemsProvider value={{ ...wrong, ...refused }}>
      <PageHead back={{ to: '/performance', text: '导购业绩' }} title="归因规则" note="订单付款时按下面的顺序逐条判断，第一条找到人的规则说了算。" />
      {conflict && <Alert className="editor-note" type="warning" showIcon title="同事刚刚保存过规则，请取最新版本后再改。" action={<Button size="small" onClick={() => (setConflict(false), reset(book.rules), reload())}>取最新版本</Button>} />}
      {restoredAt !== null && !conflict && <Alert className="editor-note" type="info" showIcon title="已恢复您上次没有保存的修改" action={<Button size="small" onClick={() => reset(book.rules)}>放弃修改</Button>} />}
      <div className="editor">
        <div className="editor-form">
          <Panel title="判断顺序">
            <Field path="order" label="从上到下，先找到的算">
              <OrderList order={draft.order} disabled={!mayWrite} change={(order) => edit({ order })} />
            </Field>
            <Field path="follow" label="同时是几位导购的客户时，取">
              <Segmented<'first' | 'last'> disabled={!mayWrite} value={draft.follow} options={[{ value: 'first', label: '最早添加的' }, { value: 'last', label: '最近添加的' }]} onChange={(follow) => edit({ follow })} />
            </Field>
          </Panel>
          <Panel title="窗口期">
            <div className="rule-numbers">
              {WINDOW_FIELDS.map(({ name, label }) => (
                <Field key={name} path={`windows.${name}`} label={label}>
                  <InputNumber<number> disabled={!mayWrite} aria-label={`${label}的窗口期`} min={0} max={DAYS_MAX} precision={0} suffix="天" value={draft.windows[name]} onChange={(days) => edit({ windows: { ...draft.windows, [name]: days ?? 0 } })} />
                </Field>
              ))}
              <Field path="couponDays" label="领券到付款">
                <InputNumber<number> disabled={!mayWrite} aria-label="领券到付款" min={0} max={DAYS_MAX} precision={0} suffix="天" value={draft.couponDays} onChange={(days) => edit({ couponDays: days ?? 0 })} />
              </Field>
            </div>
            <span className="muted">0 天表示这一类不参与归因。</span>
          </Panel>
          <Panel title="提成参考">
            <div className="rule-numbers">
              {RULES.map((rule) => (
                <Field key={rule} path={`commission.${rule}`} label={RULE_TEXT[rule]}>
                  <InputNumber<number> disabled={!mayWrite} aria-label={`${RULE_TEXT[rule]}的提成`} min={0} max={RATE_MAX} precision={2} suffix="%" value={draft.commission[rule] / 100} onChange={(percent) => edit({ commission: { ...draft.commission, [rule]: Math.round((percent ?? 0) * 100) } })} />
                </Field>
              ))}
            </div>
            <span className="muted">按每单实付减退款计算，不足一分舍去。只在业绩里展示，不会发放。</span>
          </Panel>
        </div>
        <aside className="editor-side">
          <Panel title="现在会这样判断">
            <ol className="rule-story">
              {draft.order.map((rule) => (
                <li key={rule}>{RULE_ABOUT[rule]}</li>
              ))}
              <li>都没有：不归因到导购</li>
            </ol>
            <p className="rules-meta">
              {book.version === 0 ? '还没有人改过，现在是初始规则。' : <>第 {book.version} 版，{book.by} <When at={book.at} /> 保存。</>}已经归因的订单不会改变。
            </p>
          </Panel>
        </aside>
      </div>
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

interface OrderProps {
  order: readonly AttributionRule[]
  disabled: boolean
  change: (order: AttributionRule[]) => void
}

/** Rules that count, in their order, and below them those that do not. */
function OrderList({ order, disabled, change }: OrderProps) {
  const off = RULES.filter((rule) => !order.includes(rule))
  const swap = (place: number, with_: number): void => change(order.map((rule, at) => (at === place ? order[with_] : at === with_ ? order[place] : rule) as AttributionRule))
  return (
    <ul className="rule-list">
      {[...order, ...off].map((rule, place) => {
        const isOn = place < order.length
        return (
          <li key={rule} className={`rule-row ${isOn ? '' : 'rule-off'}`}>
            <Switch checked={isOn} disabled={disabled} aria-label={`启用${RULE_TEXT[rule]}`} onChange={(on) => change(on ? [...order, rule] : order.filter((one) => one !== rule))} />
            <span className="contact-words">
              <b>{RULE_TEXT[rule]}</b>
              <small>{RULE_ABOUT[rule]}</small>
            </span>
            {isOn && !disabled && (
              <span className="rule-moves">
                <Button type="text" icon={<ArrowUpOutlined />} aria-label={`${RULE_TEXT[rule]}上移`} disabled={place === 0} onClick={() => swap(place, place - 1)} />
                <Button type="text" icon={<ArrowDownOutlined />} aria-label={`${RULE_TEXT[rule]}下移`} disabled={place === order.length - 1} onClick={() => swap(place, place + 1)} />
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
