import { useCardGoods, usePicture } from './card-data'
import type { CardDraft } from './card-words'

/** The card as it stands in a chat of WeChat: whose it is, title, a cover of 5 to 4, the mark of mini-programs. */
export function CardPreview({ card }: { card: CardDraft }) {
  const isHome = card.leadsTo === 'home'
  const goods = useCardGoods(isHome ? null : card.productId)
  const picture = usePicture(card.mediaId)
  const title = card.title.trim() || (isHome ? '' : (goods.data?.title ?? ''))
  const cover = card.mediaId !== null ? picture.data?.url : isHome ? null : goods.data?.coverUrl
  return (
    <div className="mini-card" aria-label="小程序卡片">
      <div className="mini-card-shop">
        <img src={`${import.meta.env.BASE_URL}mark.svg`} width={18} height={18} alt="" /> 暖禾
      </div>
      <div className="mini-card-title">{title || <span className="muted">卡片标题</span>}</div>
      {cover ? <img className="mini-card-cover" src={cover} alt="" /> : <div className="mini-card-cover muted">封面</div>}
      <div className="mini-card-foot">
        <svg width="12" height="12" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M12 4v11a4.5 4.5 0 1 1-4.5-4.5M12 9a4.5 4.5 0 1 1 4.5 4.5" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
        </svg>
        小程序
      </div>
    </div>
  )
}
