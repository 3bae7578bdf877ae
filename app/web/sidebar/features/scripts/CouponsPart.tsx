import { useRef, useState } from 'react'
import { newKey } from '../../../shared/api/client'
import { price } from '../../../shared/format/money'
import type { OpenChat } from '../../shared/chat'
import { wordsOf } from '../../shared/problems'
import { contactPath, useCoupons, useStale } from '../../shared/queries'
import { api } from '../../shared/session'
import type { Allowance, CouponGranted, GrantableCoupon } from '../../shared/shapes'
import { Failure, Part, Sheet, Skeleton } from '../../shared/ui'
import { letterOfDraft, type Letter } from './Compose'

const FEW = 3

/** Nobody has given this guide anything to give. */
const hasNone = ({ couponsMax, valueMaxFen }: Allowance): boolean => couponsMax === 0 || valueMaxFen === 0

/** What is left of a month's allowance, in words; empty without a bound. */
export function leftText({ couponsMax, couponsUsed, valueMaxFen, valueUsedFen }: Allowance): string {
  const coupons = couponsMax === null ? '' : `${Math.max(0, couponsMax - couponsUsed)} 张`
  const value = valueMaxFen === null ? '' : price(Math.max(0, valueMaxFen - valueUsedFen))
  return [coupons, value].filter(Boolean).join('，')
}

/** What would be left after granting one. */
export const after = (allowance: Allowance, worthFen: number): Allowance => ({ ...allowance, couponsUsed: allowance.couponsUsed + 1, valueUsedFen: allowance.valueUsedFen + worthFen })

export function CouponsPart({ chat, name, onWrite }: { chat: OpenChat; name: string; onWrite: (letter: Letter) => void }) {
  const tab = useCoupons(chat.contactId, true)
  const [chosen, setChosen] = useState<GrantableCoupon | null>(null)
  const [isOpen, setOpen] = useState(false)
  if (tab.isPending) return <Skeleton rows={1} />
  if (!tab.data) return <Failure error={tab.error} onRetry={() => void tab.refetch()} />
  const { allowance, items, granted } = tab.data
  const left = leftText(allowance)
  const able = [...items].sort((one, other) => Number(one.refusal !== null) - Number(other.refusal !== null))
  const shown = isOpen ? able : able.slice(0, FEW)
  return (
    <Part title="发优惠券" aside={<span className="quiet small">{hasNone(allowance) ? '还没有给您发券额度' : left ? `本月还能发 ${left}` : '本月不限额度'}</span>}>
      {!hasNone(allowance) && <Meter allowance={allowance} />}
      <ul className="list">
        {shown.map((coupon) => (
          <li key={coupon.templateId} className="row">
            <span className="grow">
              <b className="strong">{coupon.summary}</b>
              <span className="quiet small block">{coupon.refusal ?? `${coupon.name}，${coupon.scopeText}，${coupon.validityText}`}</span>
            </span>
            <button type="button" className="button" disabled={coupon.refusal !== null} onClick={() => setChosen(coupon)} aria-label={`发放 ${coupon.summary}`}>发放</button>
          </li>
        ))}
      </ul>
      {!items.length && <p className="quiet">现在没有可以由导购发放的优惠券</p>}
      {items.length > shown.length && <button type="button" className="button plain wide" onClick={() => setOpen(true)}>全部 {items.length} 张</button>}
      {granted.length > 0 && <p className="quiet small">已给 TA 发过：{granted.map(({ summary }) => summary).join('、')}</p>}
      {chosen && (
        <GrantSheet
          coupon={chosen} allowance={allowance} name={name} contactId={chat.contactId} onClose={() => setChosen(null)}
          onGranted={({ draft, granted: one }) => { setChosen(null); onWrite(letterOfDraft(`已发放：${one.summary}`, draft)) }}
        />
      )}
    </Part>
  )
}

/** How much of the month is used: of coupons or of money, whichever is nearer to its end. */
function Meter({ allowance: { couponsMax, couponsUsed, valueMaxFen, valueUsedFen } }: { allowance: Allowance }) {
  const parts = [couponsMax === null ? 0 : couponsUsed / Math.max(1, couponsMax), valueMaxFen === null ? 0 : valueUsedFen / Math.max(1, valueMaxFen)]
  if (couponsMax === null && valueMaxFen === null) return null
  const used = Math.min(1, Math.max(...parts))
  return <div className="meter" role="img" aria-label={`本月额度已用 ${Math.round(used * 100)}%`}><i style={{ width: `${used * 100}%` }} /></div>
}

interface GrantProps {
  coupon: GrantableCoupon
  allowance: Allowance
  name: string
  contactId: string
  onClose: () => void
  onGranted: (granted: CouponGranted) => void
}

/** Says what will happen, in numbers, before it happens. */
function GrantSheet({ coupon, allowance, name, contactId, onClose, onGranted }: GrantProps) {
  const [state, setState] = useState<{ isBusy: boolean; words: string }>({ isBusy: false, words: '' })
  const isBusy = useRef(false)
  // One key for this sheet: pressing again after an answer was lost grants nothing twice.
  const key = useRef(newKey())
  const stale = useStale()
  const left = leftText(after(allowance, coupon.worthFen))
  const grant = async (): Promise<void> => {
    if (isBusy.current) return
    isBusy.current = true
    setState({ isBusy: true, words: '' })
    try {
      const granted = await api.post<CouponGranted>(`${contactPath(contactId)}/coupons`, { templateId: coupon.templateId }, key.current)
      stale(['contact', contactId, 'coupons'], ['contact', contactId, 'profile'])
      onGranted(granted)
    } catch (thrown) {
      isBusy.current = false
      setState({ isBusy: false, words: wordsOf(thrown) })
      stale(['contact', contactId, 'coupons'])
    }
  }
  return (
    <Sheet
      title={`发给 ${name}`} onClose={onClose}
      foot={<button type="button" className="button main" disabled={state.isBusy} onClick={() => void grant()}>{state.isBusy ? '正在发放' : '发放这张券'}</button>}
    >
      <div className="coupon">
        <b>{coupon.summary}</b>
        <span>{coupon.name}</span>
        <span className="quiet small">{coupon.scopeText}，{coupon.validityText}</span>
      </div>
      <dl className="facts">
        <div><dt>用去额度</dt><dd>{price(coupon.worthFen)}</dd></div>
        {left && <div><dt>发放后本月还剩</dt><dd>{left}</dd></div>}
        <div><dt>TA 已有</dt><dd>{coupon.claimed} / {coupon.perMemberMax} 张</dd></div>
      </dl>
      <p className="quiet">券会马上到 TA 的卡包里，不能收回。发放后可以接着发一句话告诉 TA。</p>
      {state.words && <p role="alert" className="wrong">{state.words}</p>}
    </Sheet>
  )
}
