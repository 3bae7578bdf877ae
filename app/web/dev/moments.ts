import type { MomentDetail, MomentList, MomentView } from '../shared/api/shapes-community'
import { ago, id, image } from './goods.ts'

const moment = (place: number, state: MomentView['state'], text: string, more: Partial<MomentView> = {}): MomentView => ({
  id: id(72, place), content: { text, pictureIds: [], link: null, guideIds: [], tagIds: [] }, plannedAt: ago(place * 2_000 - 1_500), state, version: 2, madeAt: ago(9_000), madeBy: '小周', startedAt: null, problem: null,
  pictureUrls: [], linkTitle: null, linkPictureUrl: null, tagNames: [], guides: 0, published: 0, customers: 0, visitors: 0, orders: 0, ...more,
})

const moments: MomentView[] = [
  moment(0, 'planned', '周六下午三点门店有抚触小课堂，带宝宝来玩，名额十位，想来的私信我。', { tagNames: ['孕期', '新生儿'] }),
  moment(1, 'running', '很多妈妈问的这款补货了，点开看尺码和颜色。', { content: { text: '很多妈妈问的这款补货了，点开看尺码和颜色。', pictureIds: [], link: { title: '', productId: id(2, 1), mediaId: null }, guideIds: [], tagIds: [] }, linkTitle: '有机棉连体衣', linkPictureUrl: image(3), guides: 3, published: 2, customers: 214, visitors: 37, orders: 5 }),
  moment(2, 'unknown', '本周新品图，三款都在店里。', { pictureUrls: [image(1), image(2), image(4)], guides: 3, problem: '企业微信没有回应，不知道朋友圈是否已创建' }),
]

export const momentList = (): MomentList => ({ items: moments, nextCursor: null, monthCount: 3, advice: '' })

export function momentDetail(momentId: string): MomentDetail | null {
  const one = moments.find((each) => each.id === momentId)
  if (!one) return null
  const guides = ['林小满', '周雨晴', '许知夏'].slice(0, one.guides).map((name, place) => ({ userId: `guide-${place + 1}`, name, isActive: place < 2, state: place < one.published ? ('published' as const) : ('waiting' as const), publishedAt: place < one.published ? ago(300) : null, remindedAt: place === 2 ? ago(100) : null, customers: place < one.published ? 107 : 0 }))
  const result = { touches: one.linkTitle ? 1 : 0, openings: one.visitors * 2, visitors: one.visitors, orders: one.orders, buyers: one.orders, keptFen: one.orders * 16_900 }
  return { moment: one, guides, result, orders: one.orders ? [{ number: '004821', title: '有机棉连体衣', guideName: '', paidAt: ago(120), keptFen: 16_900 }] : [] }
}
