import type { Card } from '../../../shared/api/shapes-community'
import type { FieldProblems } from '../../shared/form/Field'
import { lengthOf } from './words'

export const CARD_TITLE_MAX = 21

/** A card as it stands in an editor. What leads home keeps the product that was chosen before, in case of a change of mind. */
export interface CardDraft {
  leadsTo: 'product' | 'home'
  productId: string | null
  /** Empty: the product's. */
  title: string
  /** Null: the product's first picture. */
  mediaId: string | null
}

export const LEADS_TO: { value: CardDraft['leadsTo']; label: string }[] = [
  { value: 'product', label: '一件商品' },
  { value: 'home', label: '小程序首页' },
]

export const emptyCard = (): CardDraft => ({ leadsTo: 'product', productId: null, title: '', mediaId: null })

export function cardDraftOf(card: Card | null | undefined): CardDraft {
  if (!card) return emptyCard()
  return { leadsTo: card.productId === null ? 'home' : 'product', productId: card.productId, title: card.title, mediaId: card.mediaId }
}

export const cardBodyOf = (draft: CardDraft): Card => ({
  title: draft.title.trim(),
  productId: draft.leadsTo === 'product' ? draft.productId : null,
  mediaId: draft.mediaId,
})

/** At the paths of the fields below `card`. */
export function checkCard(draft: CardDraft): FieldProblems {
  const found: FieldProblems = {}
  const title = draft.title.trim()
  const isHome = draft.leadsTo === 'home'
  if (!isHome && draft.productId === null) found['card.productId'] = '请选择一件在售的商品'
  if (lengthOf(title) > CARD_TITLE_MAX) found['card.title'] = `标题最多 ${CARD_TITLE_MAX} 个字`
  else if (isHome && !title) found['card.title'] = '打开首页的卡片要有标题'
  if (isHome && draft.mediaId === null) found['card.mediaId'] = '打开首页的卡片要有封面'
  return found
}

/** Where the server's problem with a card stands: `card`, or one of the three fields in it. */
export function cardProblemPlace(field: string): string | null {
  const found = /^card(?:\.(title|productId|mediaId))?$/.exec(field)
  return found ? (found[1] ? `card.${found[1]}` : 'card') : null
}
