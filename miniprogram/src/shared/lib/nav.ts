import Taro from '@tarojs/taro'

export const TABS = {
  home: '/features/catalogue/home/index', category: '/features/catalogue/category/index', cart: '/features/cart/index', mine: '/features/mine/index',
} as const

export const PAGES = {
  product: '/features/product/detail/index',
  groups: '/features/promotion/group/list/index', team: '/features/promotion/group/team/index',
  search: '/features/search/search/index', list: '/features/search/list/index',
  confirm: '/features/checkout/confirm/index', pay: '/features/checkout/pay/index', result: '/features/checkout/result/index',
  orders: '/features/orders/list/index', order: '/features/orders/detail/index', parcel: '/features/orders/parcel/index',
  afterSaleApply: '/features/aftersale/apply/index', afterSale: '/features/aftersale/detail/index', afterSales: '/features/aftersale/list/index',
  addresses: '/features/addresses/list/index', addressEdit: '/features/addresses/edit/index',
  login: '/features/members/login/index', favourites: '/features/members/favourites/index', settings: '/features/members/settings/index',
  bargains: '/packages/promotion/pages/bargain/list/index', bargain: '/packages/promotion/pages/bargain/detail/index',
  flash: '/packages/promotion/pages/flash/list/index', flashQueue: '/packages/promotion/pages/flash/queue/index',
  coupons: '/packages/promotion/pages/coupons/centre/index', wallet: '/packages/promotion/pages/coupons/wallet/index',
  level: '/packages/members/pages/level/index',
  checkIn: '/packages/members/pages/check-in/index', tasks: '/packages/members/pages/tasks/index', redeem: '/packages/members/pages/redeem/index',
  lottery: '/packages/members/pages/lottery/index', lotteryRecord: '/packages/members/pages/lottery-record/index',
  subscription: '/packages/members/pages/subscription/index',
  memberCard: '/packages/members/pages/card/index', ownData: '/packages/members/pages/privacy/index',
  points: '/packages/members/pages/points/index', children: '/packages/members/pages/children/index',
  reviewWrite: '/features/ugc/write/index', myReviews: '/features/ugc/mine/index', reviews: '/features/ugc/list/index',
  posts: '/features/ugc/posts/index', post: '/features/ugc/post/index',
  privacy: '/features/members/privacy/index', about: '/features/members/about/index',
} as const

export type PageName = keyof typeof PAGES
export type Params = Record<string, string | number | undefined>

const urlOf = (page: PageName, params: Params): string => {
  const pairs = Object.entries(params).filter(([, v]) => v !== undefined && v !== '')
  return PAGES[page] + (pairs.length ? '?' + pairs.map(([k, v]) => `${k}=${encodeURIComponent(String(v))}`).join('&') : '')
}

// WeChat keeps ten pages at most; past nine the new page takes the place of the present one.
const STACK_MAX = 9

export const go = (page: PageName, params: Params = {}): void => {
  const url = urlOf(page, params)
  void (Taro.getCurrentPages().length >= STACK_MAX ? Taro.redirectTo({ url }) : Taro.navigateTo({ url }))
}

export const replace = (page: PageName, params: Params = {}): void => void Taro.redirectTo({ url: urlOf(page, params) })
export const goTab = (tab: keyof typeof TABS): void => void Taro.switchTab({ url: TABS[tab] })

/** Back, or home for who came in by a link. */
export const back = (): void => {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack()
  else goTab('home')
}

/** A link made by operators: `/product/<id>`, `/category/<id>`, `/search/<words>`, `/groups`, `/bargains`, `/coupons`, `/flash`, `/points`; else the list. */
export const follow = (link: string): void => {
  if (/^\/?groups\/?$/.test(link)) return go('groups')
  const [, kind = '', value = ''] = /^\/?(product|products|category|categories|search)\/(.+)$/.exec(link) ?? []
  if (kind.startsWith('product')) go('product', { id: value })
  else if (kind.startsWith('categor')) go('list', { categoryId: value })
  else if (kind === 'search') go('list', { q: decodeURIComponent(value) })
  else if (/^\/?bargains$/.test(link)) go('bargains')
  else if (/^\/?coupons$/.test(link)) go('coupons')
  else if (/^\/?flash$/.test(link)) go('flash')
  else if (/^\/?points$/.test(link)) go('points')
  else if (/^\/?posts$/.test(link)) go('posts')
  else go('list')
}
