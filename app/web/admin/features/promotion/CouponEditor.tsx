import { useQueryClient } from '@tanstack/react-query'
import { App, Button, ConfigProvider } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { Problem } from '../../../shared/api/problem'
import type { TemplateView } from '../../../shared/api/shapes-promotion'
import { ProblemsProvider } from '../../shared/form/Field'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { checkCoupon, couponBody, couponEffects, couponOf, type CouponDraft } from './coupon-draft'
import { CouponPhone } from './CouponPhone'
import { CouponRuleSection } from './CouponRuleSection'
import { CouponTermsSection } from './CouponTermsSection'
import { useGoods } from './data'
import { EditorNotes } from './EditorNotes'
import { useProblems } from './useProblems'

interface Props {
  template: TemplateView | null
  saved: CouponDraft
  reload: () => void
}

/** Form left, the card on a phone right. */
export function CouponEditor({ template, saved, reload }: Props) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const mayWrite = useCan('promotions.write')
  const state = useDraft<CouponDraft>(`coupon.${template?.id ?? 'new'}`, template?.version ?? 0, saved)
  const { draft, change, dirty } = state
  const [conflict, setConflict] = useState(false)
  const form = useRef<HTMLDivElement>(null)
  const { rule } = draft
  const wrong = useProblems(draft, checkCoupon(draft), form)
  const { goods } = useGoods(rule.giftSkuId ? [rule.giftSkuId] : [], [...(rule.scope.kind === 'products' ? rule.scope.ids : []), ...rule.scope.excludedProductIds])

  const onProblem = (problem: Problem): boolean => {
    if (problem.code === 'promotion.coupon_changed') {
      setConflict(true)
      return true
    }
    return wrong.refusedBy(problem)
  }
  const save = useWrite({
    send: async (then: 'stay' | 'publish') => {
      const body = couponBody(draft, template?.version ?? 0)
      const stored = template ? await api.put<TemplateView>(`/coupon-templates/${template.id}`, body) : await api.post<TemplateView>('/coupon-templates', body)
      return { stored, then }
    },
    stale: ['coupons'],
    onProblem,
    after: ({ stored, then }) => {
      wrong.forget()
      setConflict(false)
      state.reset(couponOf(stored))
      queries.setQueryData(['coupon', stored.id], stored)
      if (then === 'publish') publish.mutate(stored)
      else void message.success('已存为草稿')
      if (!template) void navigate(`/coupons/${stored.id}`, { replace: true })
    },
  })
  const publish = useWrite({
    send: (of: TemplateView) => api.post<TemplateView>(`/coupon-templates/${of.id}/publish`),
    done: '优惠券已发布',
    stale: ['coupons'],
    onProblem,
    after: (stored) => queries.setQueryData(['coupon', stored.id], stored),
  })
  const isRight = (): boolean => {
    const count = wrong.tried()
    if (count) void message.warning(`还有 ${count} 处要填好`)
    return count === 0
  }
  const askToPublish = (): void => {
    if (!isRight()) return
    void modal.confirm({
      title: `发布「${draft.name.trim()}」`,
      width: 480,
      content: (
        <ul className="effects">
          {couponEffects(draft).map((effect) => (
            <li key={effect}>{effect}</li>
          ))}
        </ul>
      ),
      okText: '发布',
      cancelText: '再看看',
      onOk: () => save.mutateAsync('publish').then(() => undefined, () => undefined),
    })
  }
  const giveUp = (): void =>
    void modal.confirm({
      title: '放弃没有保存的修改',
      content: '会回到上次保存的样子，这些修改找不回来。',
      okText: '放弃修改',
      okButtonProps: { danger: true },
      onOk: () => {
        wrong.forget()
        state.reset(saved)
      },
    })
  return (
    <ProblemsProvider value={wrong.problems}>
      <PageHead back={{ to: '/coupons', text: '优惠券' }} title={template ? draft.name || '未命名优惠券' : '新建优惠券'} note={template && <StateTag state="draft" text="草稿，还不能领" />} />
      <EditorNotes
        state={state}
        what="优惠券"
        giveUp={giveUp}
        conflict={conflict}
        reload={() => {
          setConflict(false)
          reload()
        }}
        problems={wrong.problems}
        form={form}
      />
      <div className="editor">
        <div ref={form} className={mayWrite ? 'editor-form' : 'editor-form editor-locked'}>
          <ConfigProvider componentDisabled={!mayWrite}>
            <CouponRuleSection draft={draft} change={change} goods={goods} />
            <CouponTermsSection draft={draft} change={change} />
          </ConfigProvider>
        </div>
        <aside className="editor-side">
          <CouponPhone draft={draft} goods={goods} />
        </aside>
      </div>
      {mayWrite && (
        <div className="save-bar">
          <span className="muted save-note">{dirty ? '有未保存的修改，已留在本机' : template ? '没有未保存的修改' : ''}</span>
          {dirty && template && <Button onClick={giveUp}>放弃修改</Button>}
          <Button disabled={!dirty && template !== null} loading={save.isPending && !publish.isPending} onClick={() => isRight() && save.mutate('stay')}>
            存为草稿
          </Button>
          <Button type="primary" loading={publish.isPending} onClick={askToPublish}>
            发布
          </Button>
        </div>
      )}
    </ProblemsProvider>
  )
}
