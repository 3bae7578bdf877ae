import type { Attention } from '../../shared/api/shapes-office'

export interface Need {
  key: keyof Attention
  text: string
  hint: string
  to: string
  permission: string
  /** Someone is already waiting too long, or something stands still. */
  urgent: boolean
}

/** What can need a person, most urgent first. */
export const NEEDS: readonly Need[] = [
  { key: 'lateShipments', text: '发货超时', hint: '已过承诺的发货时间', to: '/ship?status=to_ship', permission: 'fulfilment.read', urgent: true },
  { key: 'afterSalesNearDeadline', text: '售后快到时限', hint: '到时限会自动同意', to: '/after-sales?status=open', permission: 'after_sale.read', urgent: true },
  { key: 'stuckRefunds', text: '卡住的退款', hint: '微信支付没有退成，买家在等钱', to: '/refunds', permission: 'after_sale.read', urgent: true },
  { key: 'parked', text: '停住的投递', hint: '系统多次重试没有成功', to: '/deliveries?status=parked', permission: 'system.read', urgent: true },
  { key: 'workOrders', text: '异常工单', hint: '快递停滞、丢件或下单失败', to: '/work-orders?status=open', permission: 'fulfilment.read', urgent: true },
  { key: 'comparisonsStopped', text: '企业微信核对停了', hint: '企业微信拒绝了读取，客户资料不再更新', to: '/wecom', permission: 'community.read', urgent: true },
  { key: 'unassigned', text: '没有导购的客户', hint: '导购已离职，等人接替', to: '/transfers?tab=left', permission: 'community.read', urgent: true },
  { key: 'postsInDoubt', text: '结果未知的社群内容', hint: '企业微信没有回应，要人确认是否已发', to: '/group-posts', permission: 'community.read', urgent: true },
  { key: 'joinCodeProblems', text: '有问题的入群活码', hint: '没有生成、快满或企业微信拒绝', to: '/join-codes', permission: 'community.read', urgent: true },
  { key: 'momentsInDoubt', text: '结果未知的朋友圈', hint: '企业微信没有回应，要人确认是否已创建', to: '/moments', permission: 'community.read', urgent: true },
  { key: 'remarksRefused', text: '没有清除的备注', hint: '会员已注销，企业微信拒绝清除导购写的备注', to: '/wecom', permission: 'community.read', urgent: true },
  { key: 'ugcWaiting', text: '待审的评价与晒单', hint: '微信没有判定，等人看过才会展示', to: '/ugc?queue=waiting', permission: 'ugc.moderate', urgent: false },
  { key: 'toShip', text: '等待发货', hint: '已付款、还没出面单', to: '/ship?status=to_ship', permission: 'fulfilment.read', urgent: false },
  { key: 'afterSalesOpen', text: '处理中的售后', hint: '等审核、退货或退款', to: '/after-sales?status=open', permission: 'after_sale.read', urgent: false },
  { key: 'lowStock', text: '库存偏低', hint: '低于安全库存的规格', to: '/stock?low=true', permission: 'stock.read', urgent: false },
]

/** The needs that this operator can attend to and that are not zero. */
export function needsOf(attention: Attention, permissions: readonly string[]): (Need & { count: number })[] {
  return NEEDS.filter((need) => permissions.includes(need.permission) && attention[need.key] > 0).map((need) => ({
    ...need,
    count: attention[need.key],
  }))
}

/** Whether anything could ever need this operator: else there is nothing to ask the server for. */
export const canBeNeeded = (permissions: readonly string[]): boolean => NEEDS.some((need) => permissions.includes(need.permission))
