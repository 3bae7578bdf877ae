import type { AdminOrder, AdminOrderRow, AfterSaleWithOrder, Fulfilment, OrderStatus, Parcel } from '../shared/api/shapes'
import { ago, id, image, productRows, warehouses } from './goods.ts'

const STATES: readonly (readonly [OrderStatus, string, string])[] = [
  ['paid', '待发货', '买家已付款，等仓库发出'],
  ['pending_payment', '待付款', '为买家保留到 14:32'],
  ['shipped', '已发货', '两个包裹都在路上'],
  ['partly_shipped', '部分发货', '发出了 1 个包裹，还有 1 件待发'],
  ['completed', '已完成', '买家已确认收货'],
  ['delivered', '已签收', '包裹都已签收，等买家确认'],
  ['cancelled', '已取消', '操作员取消，款项已退回'],
  ['closed', '已关闭', '超时没有付款，已自动关闭'],
]
const PEOPLE = ['小满妈妈', '一只年糕', '阿梨', '林深时见鹿', '豆豆的爸', '暖阳', '橙子酱', 'Mia 宝贝'] as const
const REGIONS = ['浙江 杭州 西湖区', '广东 深圳 南山区', '四川 成都 武侯区', '上海 浦东新区'] as const

export const numberOf = (place: number): string => `261122${String(93421 + place * 5171).padStart(6, '0')}${String(303190 + place * 3701)}`
const pick = <T>(list: readonly T[], place: number): T => list[place % list.length] as T

export const orderRows: AdminOrderRow[] = Array.from({ length: 46 }, (_, place) => {
  const [status, statusText] = pick(STATES, place)
  const product = pick(productRows, place * 5)
  return {
    id: id(4, place), number: numberOf(place), status, statusText, memberNickname: pick(PEOPLE, place), receiverMasked: `${'王李陈林'[place % 4]}** 138****${1200 + place}`,
    payableFen: product.priceFen + 12_00, quantity: 1 + (place % 3), firstTitle: product.title, firstImageUrl: product.coverUrl,
    createdAt: ago(place * 53 + 6), paidAt: status === 'pending_payment' ? null : ago(place * 53 + 4), late: place === 8 || place === 16,
  }
})

const STATE_TEXT: Record<string, string> = { labelled: '已出面单', in_transit: '运输中', signed: '已签收', requesting: '等待运单号', problem: '异常' }

export function parcel(number: number, state: Parcel['state'], warehouseName: string): Parcel {
  return {
    id: id(6, number), courierCode: 'SF', courierName: number % 2 ? '中通' : '顺丰', trackingNumber: state === 'requesting' ? null : `SF${1390284756120 + number * 77}`,
    state, stateText: STATE_TEXT[state] ?? state, warehouseName, lineIds: [id(5, number)], shippedAt: ago(600), signedAt: state === 'signed' ? ago(60) : null, confirmedAt: null,
    latest: state === 'problem' ? '快递公司拒绝：寄件地址不在服务范围' : state === 'in_transit' ? '【嘉兴转运中心】已发往 深圳转运中心' : null,
  }
}

export const fulfilments: Fulfilment[] = orderRows
  .filter((row) => ['paid', 'partly_shipped', 'shipped'].includes(row.status))
  .map((row, place) => {
    const warehouse = pick(warehouses, place)
    const shipped = row.status === 'shipped'
    return {
      id: id(8, place), orderId: row.id, orderNumber: row.number, warehouseId: warehouse.id, warehouseName: warehouse.name,
      status: shipped ? 'shipped' : row.status === 'paid' ? 'to_ship' : 'partly_shipped',
      receiverMasked: row.receiverMasked, region: pick(REGIONS, place), paidAt: row.paidAt ?? row.createdAt, shipBy: ago(row.late ? 140 : -60 * (4 + place * 3)), late: row.late,
      lines: [
        { lineId: id(5, place * 2), title: row.firstTitle, optionText: '标准', imageUrl: row.firstImageUrl, quantity: row.quantity, remaining: shipped ? 0 : row.quantity },
        ...(place % 3 === 1 ? [{ lineId: id(5, place * 2 + 1), title: '婴儿绵柔洗脸巾 100 抽 × 6 包', optionText: '6 包装', imageUrl: image(1), quantity: 2, remaining: shipped ? 0 : 2 }] : []),
      ],
      parcels: shipped ? [parcel(place, place % 5 === 1 ? 'problem' : place % 2 ? 'in_transit' : 'labelled', warehouse.name)] : row.status === 'partly_shipped' ? [parcel(place + 50, 'in_transit', warehouse.name)] : [],
      suggestedCourier: place % 2 ? { code: 'ZTO', name: '中通', reason: '同价最快，约 2 天' } : { code: 'SF', name: '顺丰', reason: '生鲜护肤类次日达' },
    }
  })

export function orderOf(rowId: string): AdminOrder | null {
  const row = orderRows.find((item) => item.id === rowId)
  if (!row) return null
  const goods = row.payableFen - 12_00
  const paid = row.paidAt !== null && row.status !== 'closed'
  const own = fulfilments.filter((item) => item.orderId === row.id)
  return {
    id: row.id, number: row.number, status: row.status, statusText: row.statusText, createdAt: row.createdAt, paidAt: row.paidAt, payableFen: row.payableFen, quantity: row.quantity,
    sentence: STATES.find(([status]) => status === row.status)?.[2] ?? '', payBy: paid ? null : ago(-21), paymentMethod: paid ? '微信支付' : null,
    lines: [{
      id: id(5, 1), skuId: id(3, 1), productId: id(2, 2), title: row.firstTitle, optionText: '豆绿 · 66', imageUrl: row.firstImageUrl, priceFen: Math.round(goods / row.quantity),
      quantity: row.quantity, payableFen: goods, shippedQuantity: 0, refundedQuantity: row.status === 'cancelled' ? row.quantity : 0, statusText: row.statusText, parcelId: null, canApplyAfterSale: paid,
    }],
    address: { name: '王**', phoneMasked: '138****1234', region: '浙江省 杭州市 西湖区', detail: '文三路 *** 号 * 幢' }, note: row.quantity === 3 ? '周末不在家，请放丰巢' : '',
    totals: { goodsFen: goods + 20_00, discountFen: 20_00, freightFen: 12_00, payableFen: row.payableFen, savedFen: 20_00 },
    derivation: [
      { step: 'goods', rule: 'list', label: '商品金额', amountFen: goods + 20_00, detail: `${row.quantity} 件按售价` },
      { step: 'member', rule: 'level', label: '金卡会员 95 折', amountFen: -20_00, detail: '按行分摊，不多不少一分' },
      { step: 'freight', rule: 'region', label: '运费', amountFen: 12_00, detail: '浙江，首重 1 kg' },
    ],
    parcels: own.flatMap((item) => item.parcels),
    timeline: [{ at: row.createdAt, text: '买家下单' }, ...(paid ? [{ at: row.paidAt as string, text: `微信支付到账 ¥${row.payableFen / 100}` }, { at: ago(20), text: '拆成 1 张发货单，交给华东仓' }] : [])],
    afterSales: row.status === 'completed' ? [{ id: id(10, 0), kindText: '退货退款', statusText: '待审核', refundFen: 89_00 }] : [],
    member: { id: id(11, 1), nickname: row.memberNickname, phoneMasked: '138****1234', levelName: '金卡' }, fulfilments: own,
    payments: paid ? [{ attemptId: id(13, 1), outTradeNo: `P${row.number}`, state: 'paid', amountFen: row.payableFen, transactionId: '4200002188202611225938271645', at: row.paidAt as string }] : [],
    refunds: row.status === 'cancelled' ? [{ id: id(14, 1), outRefundNo: `R${row.number}`, state: 'succeeded', amountFen: row.payableFen, reason: '操作员取消', at: ago(30) }] : [],
    ledger: paid ? [{ at: row.paidAt as string, account: '微信支付余额', amountFen: row.payableFen, text: '收款' }, { at: row.paidAt as string, account: '销售收入', amountFen: -row.payableFen, text: '收款' }] : [],
    operatorNotes: row.quantity === 3 ? [{ at: ago(15), by: '林晚', text: '已电话确认放丰巢。' }] : [],
    adminActions: row.status === 'paid' ? ['cancel', 'change_address', 'ship', 'note'] : row.status === 'pending_payment' ? ['cancel', 'note'] : row.status === 'partly_shipped' ? ['ship', 'note'] : ['note'],
  }
}

const SALES = [['applied', '待审核', '买家等您答复'], ['returning', '退货在途', '买家已寄回，等仓库验收'], ['refunding', '退款中', '已提交微信，通常几分钟到账'], ['refunded', '已退款', '款项已退回买家'], ['rejected', '已拒绝', '已告知理由'], ['escalated', '已升级', '第三次申请，请主管处理']] as const

export const afterSales: AfterSaleWithOrder[] = SALES.map(([status, statusText, sentence], place) => {
  const order = orderOf(orderRows[place * 8 + 4]?.id ?? '') as AdminOrder
  const returns = place !== 0 && place !== 4
  return {
    id: id(10, place), number: `AS20261122${String(3187 + place * 731)}`, orderId: order.id, orderNumber: order.number, kind: returns ? 'return_refund' : 'refund_only', kindText: returns ? '退货退款' : '仅退款',
    status, statusText, sentence, refundFen: 84_55, breakdown: [{ label: '商品实付', amountFen: 89_00 }, { label: '会员折扣分摊', amountFen: -4_45 }],
    shopPaysReturn: place % 3 === 2, reasonText: ['发货太慢，不要了', '尺码不合适', '收到时外包装破损'][place % 3] as string, description: place === 1 ? '宝宝长得快，66 码已经穿不下了，吊牌都在，没有洗过。' : '', imageUrls: place === 1 ? [image(4), image(7)] : [],
    lines: [{ lineId: id(5, 1), title: order.lines[0]?.title ?? '', optionText: '豆绿 · 66', imageUrl: order.lines[0]?.imageUrl ?? '', quantity: 1, refundFen: 84_55 }],
    returnAddress: null, returnParcel: returns ? { courierName: '圆通', trackingNumber: 'YT8829103746152' } : null, rejectReason: status === 'rejected' ? '商品已使用，不影响安全的情况下不支持无理由退' : null,
    progress: [{ at: ago(300), text: '买家申请', done: true }, { at: place ? ago(200) : null, text: '商家审核', done: place > 0 }, { at: null, text: returns ? '寄回验收' : '提交退款', done: place > 1 }, { at: null, text: '退款到账', done: place === 3 }],
    createdAt: ago(300 + place * 500), memberNickname: order.member.nickname, deadlineAt: place === 0 ? ago(-190) : place === 1 ? ago(-60 * 30) : ago(20), problem: place === 5 ? '同一订单第三次申请' : null, decidedBy: '', decisionNote: '', order,
  }
})
