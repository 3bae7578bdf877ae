export default defineAppConfig({
  pages: ['features/catalogue/home/index', 'features/catalogue/category/index', 'features/cart/index', 'features/mine/index'],
  subPackages: [
    { root: 'features/product', pages: ['detail/index'] },
    { root: 'features/promotion', pages: ['group/list/index', 'group/team/index'] },
    { root: 'features/search', pages: ['search/index', 'list/index'] },
    { root: 'features/checkout', pages: ['confirm/index', 'pay/index', 'result/index'] },
    { root: 'features/orders', pages: ['list/index', 'detail/index', 'parcel/index'] },
    { root: 'features/aftersale', pages: ['apply/index', 'detail/index', 'list/index'] },
    { root: 'features/addresses', pages: ['list/index', 'edit/index'] },
    { root: 'packages/promotion', pages: ['pages/bargain/list/index', 'pages/bargain/detail/index', 'pages/flash/list/index', 'pages/flash/queue/index', 'pages/coupons/centre/index', 'pages/coupons/wallet/index'] },
    { root: 'packages/members', pages: ['pages/level/index', 'pages/check-in/index', 'pages/tasks/index', 'pages/lottery/index', 'pages/lottery-record/index', 'pages/redeem/index', 'pages/subscription/index', 'pages/card/index', 'pages/privacy/index', 'pages/points/index', 'pages/children/index'] },
    { root: 'features/ugc', pages: ['write/index', 'mine/index', 'list/index', 'posts/index', 'post/index'] },
    { root: 'features/members', pages: ['login/index', 'favourites/index', 'settings/index', 'privacy/index', 'about/index'] },
  ],
  preloadRule: {
    'features/catalogue/home/index': { network: 'all', packages: ['features/product', 'features/search', 'packages/promotion'] },
    'features/catalogue/category/index': { network: 'all', packages: ['features/search', 'features/product'] },
    'features/product/detail/index': { network: 'all', packages: ['features/checkout', 'features/members', 'features/promotion', 'features/ugc'] },
    'features/cart/index': { network: 'all', packages: ['features/checkout', 'features/members'] },
    'features/checkout/confirm/index': { network: 'all', packages: ['features/addresses', 'features/orders'] },
    'features/mine/index': { network: 'wifi', packages: ['features/orders', 'features/members', 'packages/promotion', 'packages/members'] },
    'features/orders/list/index': { network: 'all', packages: ['features/aftersale'] },
  },
  // Built by config/workers.ts.
  workers: 'workers',
  lazyCodeLoading: 'requiredComponents',
  // WeChat's own mini-program in which automatic renewal is agreed to.
  navigateToMiniProgramAppIdList: ['wxbd687630cd02ce1d'],
  // WeChat wants to know why a page may ask for these; the address picker and the album are asked for only on a tap.
  requiredPrivateInfos: [],
  animation: { duration: 200, delay: 20 },
  window: {
    navigationStyle: 'default',
    backgroundTextStyle: 'dark', backgroundColor: '#F6F4F0',
    navigationBarBackgroundColor: '#FFFFFF', navigationBarTextStyle: 'black', navigationBarTitleText: '暖禾',
  },
  tabBar: {
    color: '#5B635E', selectedColor: '#BF4027', backgroundColor: '#FFFFFF', borderStyle: 'white',
    list: [
      { pagePath: 'features/catalogue/home/index', text: '首页', iconPath: 'assets/tabs/home.png', selectedIconPath: 'assets/tabs/home-on.png' },
      { pagePath: 'features/catalogue/category/index', text: '分类', iconPath: 'assets/tabs/category.png', selectedIconPath: 'assets/tabs/category-on.png' },
      { pagePath: 'features/cart/index', text: '购物车', iconPath: 'assets/tabs/cart.png', selectedIconPath: 'assets/tabs/cart-on.png' },
      { pagePath: 'features/mine/index', text: '我的', iconPath: 'assets/tabs/mine.png', selectedIconPath: 'assets/tabs/mine-on.png' },
    ],
  },
})
