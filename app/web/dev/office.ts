import type {
  AuditEntry, Attention, Dashboard, DeliveryRow, InboxRow, LedgerEntry, MemberRow, MoneySummary, Operator, OperatorRow, PermissionShown, Role, SessionShown, StuckRefund, WorkOrder,
} from '../shared/api/shapes-office'
import { ago, id, productRows } from './goods.ts'
import { numberOf, orderRows } from './trade.ts'

const CODES: readonly (readonly [string, string, string, boolean])[] = [
  ['catalogue.read', '查看商品与类目', '商品', false], ['catalogue.write', '编辑、上下架商品', '商品', false],
  ['stock.read', '查看库存', '商品', false], ['stock.write', '调整库存', '商品', true],
  ['orders.read', '查看订单', '订单', false], ['orders.write', '取消订单、写备注', '订单', false], ['orders.unmask', '查看完整收件信息', '订单', true], ['orders.readdress', '修改收货地址', '订单', true],
  ['fulfilment.read', '查看发货', '订单', false], ['fulfilment.write', '发货、打印面单', '订单', false],
  ['after_sale.read', '查看售后', '订单', false], ['after_sale.write', '审核售后、退款', '订单', true],
  ['promotions.read', '查看活动与优惠券', '营销', false], ['promotions.write', '新建、发布、停止活动与优惠券', '营销', true],
  ['money.read', '查看资金', '订单', true], ['members.read', '查看会员', '会员', false], ['members.unmask', '查看会员完整手机', '会员', true],
  ['community.read', '查看企业微信客户与核对', '社群', false], ['community.write', '修改客户备注与标签、发起核对', '社群', true],
  ['operators.manage', '管理操作员与角色', '设置', true], ['audit.read', '查看审计', '设置', true], ['system.read', '查看投递与回调', '设置', false], ['system.write', '重试投递与回调', '设置', false],
]
export const permissions: PermissionShown[] = CODES.map(([code, name, group, sensitive]) => ({ code, name, group, sensitive }))
const all = permissions.map((item) => item.code)

export const roles: Role[] = [
  { id: id(20, 1), name: '所有者', permissions: all, builtIn: true, operatorCount: 1 },
  { id: id(20, 2), name: '运营', permissions: all.filter((code) => !code.startsWith('operators') && code !== 'money.read'), builtIn: false, operatorCount: 2 },
  { id: id(20, 3), name: '仓库', permissions: ['fulfilment.read', 'fulfilment.write', 'stock.read', 'orders.read'], builtIn: false, operatorCount: 1 },
  { id: id(20, 4), name: '客服', permissions: ['orders.read', 'after_sale.read', 'after_sale.write', 'members.read'], builtIn: false, operatorCount: 0 },
]

export const me: Operator = { id: id(21, 1), username: 'owner', name: '林晚', roles: [{ id: id(20, 1), name: '所有者' }], permissions: all, totpEnabled: false, mustChangePassword: false }

export const operators: OperatorRow[] = [
  { ...me, status: 'active', lastLoginAt: ago(5) },
  { ...me, id: id(21, 2), username: 'zhou', name: '周一舟', roles: [{ id: id(20, 2), name: '运营' }], totpEnabled: true, status: 'active', lastLoginAt: ago(90) },
  { ...me, id: id(21, 3), username: 'cang-01', name: '陈仓', roles: [{ id: id(20, 3), name: '仓库' }], status: 'active', lastLoginAt: ago(1400) },
  { ...me, id: id(21, 4), username: 'old', name: '宋离', roles: [], status: 'disabled', lastLoginAt: null },
]

export const sessions: SessionShown[] = [
  { id: id(22, 1), createdAt: ago(60), lastSeenAt: ago(0), ip: '10.2.3.4', userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 15_1) Chrome/131 Safari/537', current: true },
  { id: id(22, 2), createdAt: ago(4000), lastSeenAt: ago(400), ip: '183.12.9.20', userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Safari/604', current: false },
]

export const attention: Attention = { toShip: 18, lateShipments: 2, afterSalesOpen: 4, afterSalesNearDeadline: 1, stuckRefunds: 2, parked: 3, lowStock: 5, workOrders: 1, comparisonsStopped: 0, unassigned: 0, postsInDoubt: 1, joinCodeProblems: 0, momentsInDoubt: 0, remarksRefused: 0, ugcWaiting: 4 }

/** Figures that grow a little with each look, so that the live refresh can be seen. */
export function dashboard(): Dashboard {
  const hour = new Date(Date.now() + 8 * 3_600_000).getUTCHours()
  const shape = [2, 1, 1, 0, 0, 1, 4, 9, 16, 22, 26, 24, 18, 17, 21, 23, 22, 20, 25, 34, 41, 38, 27, 12]
  const hourly = shape.map((weight, at) => ({ hour: at, gmvFen: at <= hour ? weight * 31_700 + ((at * 7919) % 90_000) : 0, lastWeekGmvFen: weight * 29_000 + ((at * 104_729) % 60_000) }))
  const gmvFen = hourly.reduce((sum, point) => sum + point.gmvFen, 0) + (Math.floor(Date.now() / 10_000) % 40) * 8_900
  const days = Array.from({ length: 30 }, (_, at) => ({
    date: new Date(Date.now() - (29 - at) * 86_400_000).toISOString().slice(0, 10), gmvFen: 9_800_000 + ((at * 1_299_709) % 4_100_000) + (at % 7 > 4 ? 2_600_000 : 0), orders: 480 + ((at * 31) % 190),
  }))
  return {
    today: { gmvFen, orders: 512, paidOrders: 437, refundFen: 1_284_50, visitors: null },
    lastWeekSameTime: { gmvFen: Math.round(gmvFen * 0.89), orders: 470, paidOrders: 410, refundFen: 1_730_00 },
    hourly, days, attention,
    topProducts: productRows.slice(0, 6).map((row, place) => ({ id: row.id, title: row.title, coverUrl: row.coverUrl, quantity: 96 - place * 13, gmvFen: row.priceFen * (96 - place * 13) })),
  }
}

export const members: MemberRow[] = Array.from({ length: 31 }, (_, place) => ({
  id: id(11, place), nickname: orderRows[place]?.memberNickname ?? '暖阳', phoneMasked: place % 5 === 3 ? null : `138****${1200 + place}`, levelName: ['普通', '银卡', '金卡', '钻石'][place % 4] as string, orders: place % 9, spentFen: (place % 9) * 187_60, joinedAt: ago(place * 3_100 + 40),
}))

export const ledger: LedgerEntry[] = orderRows.slice(0, 24).map((row, place) => {
  const back = place % 5 === 4
  const amount = back ? -row.payableFen : row.payableFen
  return {
    id: id(15, place), at: row.createdAt, kind: back ? 'refund' : 'payment', kindText: back ? '退款' : '收款', reference: row.number,
    lines: [{ account: 'wechat_pay', accountText: '微信支付账户', amountFen: amount }, { account: 'prepaid', accountText: '预收货款', amountFen: -amount }],
  }
})
export const money: MoneySummary = {
  accounts: [
    { account: 'wechat_pay', accountText: '微信支付账户', balanceFen: 128_493_20 }, { account: 'prepaid', accountText: '预收货款', balanceFen: -31_208_00 },
    { account: 'revenue', accountText: '销售收入', balanceFen: -97_982_80 }, { account: 'fee', accountText: '手续费', balanceFen: 697_60 },
  ],
  sumFen: 0,
}

export const stuckRefunds: StuckRefund[] = [
  { id: id(16, 1), outRefundNo: 'R0190c00000107000', orderId: id(4, 3), orderNumber: numberOf(3), amountFen: 89_00, reason: '收到重复支付', problem: '退款异常：原支付账户收不了款，请在微信支付商户平台处理', requestedAt: ago(310) },
  { id: id(16, 2), outRefundNo: 'R0190c00000107001', orderId: id(4, 7), orderNumber: numberOf(7), amountFen: 128_00, reason: '订单结束后收到付款', problem: '基本账户余额不足，请充值后重新发起', requestedAt: ago(42) },
]

export const audit: AuditEntry[] = Array.from({ length: 9 }, (_, place) => ({
  id: id(23, place), at: ago(place * 77 + 3), operatorName: ['林晚', '周一舟', '陈仓'][place % 3] as string, action: 'orders.unmask', actionText: ['查看完整收件信息', '调整库存', '登录'][place % 3] as string,
  target: numberOf(place), reason: place % 3 === 0 ? '联系买家核对地址' : null, ip: '10.2.3.4', detail: place % 3 === 1 ? '华东仓 NH003-01 在库 79 → 129' : '',
}))

export const deliveries: DeliveryRow[] = Array.from({ length: 5 }, (_, place) => ({
  id: id(24, place), kind: 'event', name: place % 2 ? 'supply.parcel_shipped' : 'commerce.order_paid', subscriber: place % 2 ? 'wechat.shipping_upload' : 'members.level', status: place < 3 ? 'parked' : place === 3 ? 'pending' : 'done', attempts: place < 3 ? 8 : 1,
  lastError: place < 3 ? 'wechat.unavailable: 微信没有在 10 秒内应答（第 8 次）' : null, createdAt: ago(90 + place), dueAt: ago(-5), payload: JSON.stringify({ orderId: id(4, place), paidFen: 41_000 }),
}))

export const inbox: InboxRow[] = Array.from({ length: 4 }, (_, place) => ({
  id: id(25, place), source: place % 2 ? 'kdniao' : 'wechat_pay', kind: place % 2 ? 'RequestType=101' : 'TRANSACTION.SUCCESS', status: place === 0 ? 'parked' : 'done', attempts: place === 0 ? 6 : 1,
  lastError: place === 0 ? 'payments.unknown_trade: 没有这个商户单号' : null, receivedAt: ago(place * 33 + 1), payload: JSON.stringify({ out_trade_no: `P${numberOf(place)}`, payer: { openid: 'oX9***' } }),
}))

export const workOrders: WorkOrder[] = [
  { id: id(26, 1), kind: 'stalled', kindText: '物流停滞', title: '顺丰 SF1390284756197 超过 48 小时没有更新', detail: '最后停在 嘉兴转运中心，收件地 深圳南山。', orderId: id(4, 2), orderNumber: numberOf(2), parcelId: id(6, 1), dueAt: ago(-95), status: 'open', createdAt: ago(140), resolution: null },
  { id: id(26, 2), kind: 'refused', kindText: '下单失败', title: '中通拒绝下单：寄件地址不在服务范围', detail: '华南仓，订单 2 件。', orderId: id(4, 10), orderNumber: numberOf(10), parcelId: null, dueAt: ago(500), status: 'resolved', createdAt: ago(900), resolution: '已改用顺丰重发。' },
]
