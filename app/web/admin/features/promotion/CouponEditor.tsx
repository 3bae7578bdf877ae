import type { TemplateView } from '../../../shared/api/shapes-promotion'
import { EditorFrame, sinceText, useEditor } from '../../shared/form/editor'
import { PublishBar, usePublishing } from '../../shared/form/publishing'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { StateTag } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { CouponPhone } from './CouponPhone'
import { CouponRuleSection } from './CouponRuleSection'
import { CouponTermsSection } from './CouponTermsSection'
import { placeOf } from './campaign-draft'
import { checkCoupon, couponBody, couponEffects, couponOf, type CouponDraft } from './coupon-draft'
import { useGoods } from './data'

interface Props {
  template: TemplateView | null
  saved: CouponDraft
  reload: () => void
}

/** Form left, the card on a phone right. */
export function CouponEditor({ template, saved, reload }: Props) {
  const mayWrite = useCan('promotions.write')
  const state = useDraft<CouponDraft>(`coupon.${template?.id ?? 'new'}`, template?.version ?? 0, saved)
  const { draft, change } = state
  const { rule } = draft
  const editor = useEditor({ state, saved, found: checkCoupon(draft), placeOf, changedCode: 'promotion.coupon_changed' })
  const { goods } = useGoods(rule.giftSkuId ? [rule.giftSkuId] : [], [...(rule.scope.kind === 'products' ? rule.scope.ids : []), ...rule.scope.excludedProductIds])
  const publishing = usePublishing<CouponDraft, TemplateView>({
    editor,
    of: template,
    place: '/coupon-templates',
    page: '/coupons',
    one: 'coupon',
    stale: 'coupons',
    body: () => couponBody(draft, template?.version ?? 0),
    draftOf: couponOf,
    published: '优惠券已发布',
  })
  return (
    <EditorFrame
      editor={editor}
      mayWrite={mayWrite}
      head={<PageHead back={{ to: '/coupons', text: '优惠券' }} title={template ? draft.name || '未命名优惠券' : '新建优惠券'} note={template && <StateTag state="draft" text="草稿，还不能领" />} />}
      what="这个优惠券"
      since={sinceText(state.restoredAt)}
      reload={reload}
      side={<CouponPhone draft={draft} goods={goods} />}
      mayGiveUp={template !== null}
      idle={template ? '没有未保存的修改' : ''}
      bar={<PublishBar of={publishing} ask={() => publishing.ask(draft.name, () => couponEffects(draft))} />}
    >
      <CouponRuleSection draft={draft} change={change} goods={goods} />
      <CouponTermsSection draft={draft} change={change} />
    </EditorFrame>
  )
}
