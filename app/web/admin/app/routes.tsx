import { createBrowserRouter, type RouteObject } from 'react-router'
import { Broken, NotFound } from './Broken'
import { Frame } from './Frame'

type Loader = () => Promise<Record<string, unknown>>

/** A page in a chunk of its own; `name` is the component that the file exports. */
const page = (path: string, load: Loader, name: string): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load())[name] as React.ComponentType }),
})

/** Nothing for the few milliseconds until the first chunk is there: a skeleton would jump. */
const Blank = () => null

const pages: RouteObject[] = [
  page('products', () => import('../features/catalogue/ProductList'), 'ProductList'),
  page('products/:id', () => import('../features/catalogue/ProductPage'), 'ProductPage'),
  page('categories', () => import('../features/catalogue/CategoryPage'), 'CategoryPage'),
  page('stock', () => import('../features/stock/StockList'), 'StockList'),
  page('stock/moves', () => import('../features/stock/MoveList'), 'MoveList'),
  page('orders', () => import('../features/orders/OrderList'), 'OrderList'),
  page('orders/:id', () => import('../features/orders/OrderPage'), 'OrderPage'),
  page('ship', () => import('../features/fulfilment/ShipDesk'), 'ShipDesk'),
  page('after-sales', () => import('../features/aftersale/AfterSaleList'), 'AfterSaleList'),
  page('after-sales/:id', () => import('../features/aftersale/AfterSalePage'), 'AfterSalePage'),
  page('work-orders', () => import('../features/fulfilment/WorkOrderList'), 'WorkOrderList'),
  page('money', () => import('../features/money/LedgerPage'), 'LedgerPage'),
  page('refunds', () => import('../features/money/StuckRefundList'), 'StuckRefundList'),
  page('campaigns', () => import('../features/promotion/CampaignList'), 'CampaignList'),
  page('campaigns/:id', () => import('../features/promotion/CampaignPage'), 'CampaignPage'),
  page('coupons', () => import('../features/promotion/CouponList'), 'CouponList'),
  page('coupons/:id', () => import('../features/promotion/CouponPage'), 'CouponPage'),
  page('members', () => import('../features/members/MemberList'), 'MemberList'),
  page('members/:id/level', () => import('../features/members/levels/MemberLevelPage'), 'MemberLevelPage'),
  page('levels', () => import('../features/members/levels/LevelRulesPage'), 'LevelRulesPage'),
  page('memberships', () => import('../features/members/subscription/MembershipPage'), 'MembershipPage'),
  page('members/:id', () => import('../features/members/profile/MemberProfilePage'), 'MemberProfilePage'),
  page('tags', () => import('../features/members/tags/TagBrowser'), 'TagBrowser'),
  page('members/:id/identities', () => import('../features/members/identity/MemberIdentities'), 'MemberIdentities'),
  page('member-identities', () => import('../features/members/identity/IdentityPage'), 'IdentityPage'),
  page('member-identities/merges/:id', () => import('../features/members/identity/MergePage'), 'MergePage'),
  page('member-scan', () => import('../features/members/scan/ScanPage'), 'ScanPage'),
  page('member-leavings', () => import('../features/members/leaving/LeavingList'), 'LeavingList'),
  page('check-in', () => import('../features/members/play/RewardsPage'), 'RewardsPage'),
  page('tasks', () => import('../features/members/play/TaskPage'), 'TaskPage'),
  page('lotteries', () => import('../features/members/play/LotteryList'), 'LotteryList'),
  page('lotteries/:id', () => import('../features/members/play/LotteryPage'), 'LotteryPage'),
  page('redeem', () => import('../features/members/play/RedeemPage'), 'RedeemPage'),
  page('awards', () => import('../features/members/play/AwardList'), 'AwardList'),
  page('points/:tab?', () => import('../features/members/points/PointsPage'), 'PointsPage'),
  page('contacts', () => import('../features/community/ContactList'), 'ContactList'),
  page('contacts/:id', () => import('../features/community/ContactPage'), 'ContactPage'),
  page('tag-links', () => import('../features/community/TagLinkPage'), 'TagLinkPage'),
  page('live-codes', () => import('../features/community/LiveCodeList'), 'LiveCodeList'),
  page('live-codes/:id', () => import('../features/community/LiveCodePage'), 'LiveCodePage'),
  page('ugc', () => import('../features/ugc/UgcDeskPage'), 'UgcDeskPage'),
  page('transfers', () => import('../features/community/TransferPage'), 'TransferPage'),
  page('transfers/:id', () => import('../features/community/TransferDetail'), 'TransferDetail'),
  page('guide-scripts', () => import('../features/community/ScriptPage'), 'ScriptPage'),
  page('guide-allowances', () => import('../features/community/AllowancePage'), 'AllowancePage'),
  page('join-codes', () => import('../features/community/JoinCodeList'), 'JoinCodeList'),
  page('groups', () => import('../features/community/GroupList'), 'GroupList'),
  page('groups/:id', () => import('../features/community/GroupPage'), 'GroupPage'),
  page('groups/rules', () => import('../features/community/GroupRulesPage'), 'GroupRulesPage'),
  page('group-posts', () => import('../features/community/PostCalendar'), 'PostCalendar'),
  page('moments', () => import('../features/community/MomentListPage'), 'MomentListPage'),
  page('moments/:id', () => import('../features/community/MomentPage'), 'MomentPage'),
  page('group-posts/rules', () => import('../features/community/PostRulesPage'), 'PostRulesPage'),
  page('group-posts/:id', () => import('../features/community/PostPage'), 'PostPage'),
  page('performance', () => import('../features/community/PerformancePage'), 'PerformancePage'),
  page('performance/:id', () => import('../features/community/GuideOrders'), 'GuideOrders'),
  page('attribution-rules', () => import('../features/community/AttributionPage'), 'AttributionPage'),
  page('personal-guides/:tab?', () => import('../features/community/PersonalGuidePage'), 'PersonalGuidePage'),
  page('wecom', () => import('../features/community/SyncPage'), 'SyncPage'),
  page('operators', () => import('../features/governance/OperatorPage'), 'OperatorPage'),
  page('roles', () => import('../features/governance/RolePage'), 'RolePage'),
  page('me', () => import('../features/governance/MyAccount'), 'MyAccount'),
  page('audit', () => import('../features/governance/AuditPage'), 'AuditPage'),
  page('deliveries', () => import('../features/system/DeliveryList'), 'DeliveryList'),
  page('inbox', () => import('../features/system/InboxList'), 'InboxList'),
]

export const router = createBrowserRouter(
  [
    { ...page('/login', () => import('../features/governance/Login'), 'Login'), ErrorBoundary: Broken, HydrateFallback: Blank },
    { ...page('/first-steps', () => import('../features/governance/FirstSteps'), 'FirstSteps'), ErrorBoundary: Broken, HydrateFallback: Blank },
    {
      path: '/',
      Component: Frame,
      ErrorBoundary: Broken,
      HydrateFallback: Blank,
      children: [
        {
          ErrorBoundary: Broken,
          children: [
            { index: true, lazy: async () => ({ Component: (await import('../features/dashboard/Dashboard')).Dashboard }) },
            ...pages,
            { path: '*', Component: NotFound },
          ],
        },
      ],
    },
  ],
  { basename: '/admin' },
)
