import {
  CameraOutlined,
  AccountBookOutlined, AlertOutlined, ApartmentOutlined, AuditOutlined, BarcodeOutlined, CalendarOutlined, CheckSquareOutlined, CloudSyncOutlined, CommentOutlined,
  ContactsOutlined, CrownOutlined, CustomerServiceOutlined, DatabaseOutlined, FireOutlined, GiftOutlined, HomeOutlined, IdcardOutlined, InboxOutlined, KeyOutlined,
  MergeCellsOutlined, OrderedListOutlined, QrcodeOutlined, RetweetOutlined, RollbackOutlined, ScanOutlined, ShopOutlined, ShoppingOutlined, StarOutlined, SwapOutlined, SyncOutlined, TagOutlined,
  TagsOutlined, TeamOutlined, TrophyOutlined, TruckOutlined, UserDeleteOutlined,
  BarChartOutlined, BranchesOutlined, MessageOutlined, ScheduleOutlined, SolutionOutlined, UserSwitchOutlined, UsergroupAddOutlined, WalletOutlined, WechatOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Attention } from '../../shared/api/shapes-office'

export interface Entry {
  to: string
  text: string
  icon: ReactNode
  /** One of these is enough; null: everybody. */
  permission: string | readonly string[] | null
  /** How many things wait there for a person. */
  waiting?: (attention: Attention) => number
}

interface Group {
  name: string
  entries: Entry[]
}

/** The seven groups of the admin. */
const groups: Group[] = [
  { name: '概览', entries: [{ to: '/', text: '今日概览', icon: <HomeOutlined />, permission: null }] },
  {
    name: '商品',
    entries: [
      { to: '/products', text: '商品', icon: <ShoppingOutlined />, permission: 'catalogue.read' },
      { to: '/categories', text: '类目', icon: <ApartmentOutlined />, permission: 'catalogue.read' },
      { to: '/stock', text: '库存', icon: <DatabaseOutlined />, permission: 'stock.read', waiting: (of) => of.lowStock },
      { to: '/stock/moves', text: '库存流水', icon: <SwapOutlined />, permission: 'stock.read' },
    ],
  },
  {
    name: '订单',
    entries: [
      { to: '/orders', text: '订单', icon: <OrderedListOutlined />, permission: 'orders.read' },
      { to: '/ship', text: '发货', icon: <TruckOutlined />, permission: 'fulfilment.read', waiting: (of) => of.toShip },
      { to: '/after-sales', text: '售后', icon: <CustomerServiceOutlined />, permission: 'after_sale.read', waiting: (of) => of.afterSalesOpen },
      { to: '/work-orders', text: '异常工单', icon: <AlertOutlined />, permission: 'fulfilment.read', waiting: (of) => of.workOrders },
      { to: '/refunds', text: '卡住的退款', icon: <RollbackOutlined />, permission: 'after_sale.read', waiting: (of) => of.stuckRefunds },
      { to: '/money', text: '资金', icon: <AccountBookOutlined />, permission: 'money.read' },
    ],
  },
  {
    name: '营销',
    entries: [
      { to: '/campaigns', text: '活动', icon: <FireOutlined />, permission: 'promotions.read' },
      { to: '/coupons', text: '优惠券', icon: <GiftOutlined />, permission: 'promotions.read' },
    ],
  },
  {
    name: '会员',
    entries: [
      { to: '/members', text: '会员', icon: <TeamOutlined />, permission: 'members.read' },
      { to: '/levels', text: '会员等级', icon: <CrownOutlined />, permission: 'members.read' },
      { to: '/memberships', text: '付费会员', icon: <CrownOutlined />, permission: 'members.read' },
      { to: '/tags', text: '标签', icon: <TagsOutlined />, permission: 'members.read' },
      { to: '/member-scan', text: '扫会员码', icon: <ScanOutlined />, permission: 'members.serve' },
      { to: '/member-identities', text: '身份与合并', icon: <MergeCellsOutlined />, permission: 'members.merge' },
      { to: '/member-leavings', text: '注销申请', icon: <UserDeleteOutlined />, permission: 'members.read' },
      { to: '/check-in', text: '签到', icon: <CalendarOutlined />, permission: 'members.read' },
      { to: '/tasks', text: '任务', icon: <CheckSquareOutlined />, permission: 'members.read' },
      { to: '/lotteries', text: '抽奖', icon: <TrophyOutlined />, permission: 'members.read' },
      { to: '/redeem', text: '积分商城', icon: <ShopOutlined />, permission: 'members.read' },
      { to: '/awards', text: '兑换与发放', icon: <BarcodeOutlined />, permission: 'members.read' },
      { to: '/points', text: '积分', icon: <StarOutlined />, permission: ['members.read', 'money.read'] },
    ],
  },
  {
    name: '社群',
    entries: [
      { to: '/contacts', text: '客户', icon: <ContactsOutlined />, permission: 'community.read' },
      { to: '/live-codes', text: '渠道活码', icon: <QrcodeOutlined />, permission: 'community.read' },
      { to: '/transfers', text: '客户继承', icon: <SolutionOutlined />, permission: 'community.read', waiting: (of) => of.unassigned },
      { to: '/guide-scripts', text: '话术', icon: <MessageOutlined />, permission: 'community.read' },
      { to: '/guide-allowances', text: '导购额度', icon: <WalletOutlined />, permission: 'community.read' },
      { to: '/groups', text: '社群', icon: <WechatOutlined />, permission: 'community.read' },
      { to: '/join-codes', text: '入群活码', icon: <UsergroupAddOutlined />, permission: 'community.read', waiting: (of) => of.joinCodeProblems },
      { to: '/group-posts', text: '内容日历', icon: <ScheduleOutlined />, permission: 'community.read', waiting: (of) => of.postsInDoubt },
      { to: '/moments', text: '朋友圈', icon: <CameraOutlined />, permission: 'community.read', waiting: (of) => of.momentsInDoubt },
      { to: '/tag-links', text: '标签同步', icon: <RetweetOutlined />, permission: 'community.read' },
      { to: '/ugc', text: '评价与晒单', icon: <CommentOutlined />, permission: 'ugc.moderate', waiting: (of) => of.ugcWaiting },
      { to: '/performance', text: '导购业绩', icon: <BarChartOutlined />, permission: 'community.read' },
      { to: '/attribution-rules', text: '归因规则', icon: <BranchesOutlined />, permission: 'community.read' },
      { to: '/personal-guides', text: '专属导购', icon: <UserSwitchOutlined />, permission: 'community.read' },
      { to: '/wecom', text: '企业微信同步', icon: <SyncOutlined />, permission: 'community.read' },
    ],
  },
  {
    name: '设置',
    entries: [
      { to: '/operators', text: '操作员', icon: <IdcardOutlined />, permission: 'operators.manage' },
      { to: '/roles', text: '角色权限', icon: <KeyOutlined />, permission: 'operators.manage' },
      { to: '/audit', text: '审计', icon: <AuditOutlined />, permission: 'audit.read' },
      { to: '/deliveries', text: '待处理投递', icon: <CloudSyncOutlined />, permission: 'system.read', waiting: (of) => of.parked },
      { to: '/inbox', text: '外部回调', icon: <InboxOutlined />, permission: 'system.read' },
      { to: '/me', text: '我的账号', icon: <TagOutlined />, permission: null },
    ],
  },
]

/** The groups with the entries that this operator may open; groups without any are left out. */
export function navigationFor(permissions: readonly string[]): Group[] {
  return groups
    .map((group) => ({ ...group, entries: group.entries.filter((entry) => entry.permission === null || [entry.permission].flat().some((one) => permissions.includes(one))) }))
    .filter((group) => group.entries.length > 0)
}

/** The entry that a path belongs to: the longest one that begins it. */
export function entryOf(path: string): string {
  const all = groups.flatMap((group) => group.entries.map((entry) => entry.to))
  const fits = all.filter((to) => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)))
  return fits.sort((a, b) => b.length - a.length)[0] ?? '/'
}
