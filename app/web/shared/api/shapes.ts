/** Shapes of /api/admin that concern orders and after-sales, and what all of them share, as the HTTP contract states them. */
export type Id = string
/** RFC 3339, UTC, ends in Z. */
export type At = string

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

export interface Totals {
  goodsFen: number
  discountFen: number
  freightFen: number
  payableFen: number
  savedFen: number
}

export interface Derivation {
  step: string
  rule: string
  label: string
  /** Negative: money off. */
  amountFen: number
  detail: string
}

export type OrderStatus =
  | 'pending_payment'
  | 'paid'
  | 'partly_shipped'
  | 'shipped'
  | 'delivered'
  | 'completed'
  | 'cancelled'
  | 'closed'

export interface AdminOrderRow {
  id: Id
  number: string
  status: OrderStatus
  statusText: string
  memberNickname: string
  receiverMasked: string
  payableFen: number
  quantity: number
  firstTitle: string
  firstImageUrl: string
  createdAt: At
  paidAt: At | null
  late: boolean
}

export interface OrderLine {
  id: Id
  skuId: Id
  productId: Id
  title: string
  optionText: string
  imageUrl: string
  priceFen: number
  quantity: number
  payableFen: number
  shippedQuantity: number
  refundedQuantity: number
  statusText: string
  parcelId: Id | null
  canApplyAfterSale: boolean
}

export type ParcelState =
  | 'requesting'
  | 'labelled'
  | 'collected'
  | 'in_transit'
  | 'delivering'
  | 'signed'
  | 'problem'
  | 'returned'
  | 'cancelled'

export interface Parcel {
  id: Id
  courierCode: string
  courierName: string
  trackingNumber: string | null
  state: ParcelState
  stateText: string
  warehouseName: string
  lineIds: Id[]
  shippedAt: At | null
  signedAt: At | null
  confirmedAt: At | null
  latest: string | null
}

export interface ParcelTraced extends Parcel {
  traces: { at: At; text: string; place: string | null }[]
}

export interface Fulfilment {
  id: Id
  orderId: Id
  orderNumber: string
  warehouseId: Id
  warehouseName: string
  status: 'to_ship' | 'partly_shipped' | 'shipped' | 'cancelled'
  receiverMasked: string
  region: string
  paidAt: At
  shipBy: At
  late: boolean
  lines: { lineId: Id; title: string; optionText: string; imageUrl: string; quantity: number; remaining: number }[]
  parcels: Parcel[]
  suggestedCourier: { code: string; name: string; reason: string }
}

export interface ShipItem {
  fulfilmentId: Id
  courierCode: string
  /** null ships everything that remains. */
  lines: { lineId: Id; quantity: number }[] | null
}

export interface ShipResult {
  fulfilmentId: Id
  parcel: Parcel | null
  problem: { code: string; message: string } | null
}

export type AdminOrderAction = 'cancel' | 'ship' | 'note' | 'change_address'

export interface AdminOrder {
  id: Id
  number: string
  status: OrderStatus
  statusText: string
  sentence: string
  createdAt: At
  payBy: At | null
  paidAt: At | null
  paymentMethod: string | null
  payableFen: number
  quantity: number
  lines: OrderLine[]
  address: { name: string; phoneMasked: string; region: string; detail: string } | null
  note: string
  totals: Totals
  derivation: Derivation[]
  parcels: Parcel[]
  timeline: { at: At; text: string }[]
  afterSales: { id: Id; kindText: string; statusText: string; refundFen: number }[]
  member: { id: Id; nickname: string; phoneMasked: string | null; levelName: string }
  fulfilments: Fulfilment[]
  payments: { attemptId: Id; outTradeNo: string; state: string; amountFen: number; transactionId: string | null; at: At }[]
  refunds: { id: Id; outRefundNo: string; state: string; amountFen: number; reason: string; at: At }[]
  ledger: { at: At; account: string; amountFen: number; text: string }[]
  operatorNotes: { at: At; by: string; text: string }[]
  adminActions: AdminOrderAction[]
}

export type AfterSaleStatus =
  | 'applied'
  | 'approved'
  | 'awaiting_return'
  | 'returning'
  | 'refunding'
  | 'refunded'
  | 'rejected'
  | 'cancelled'
  | 'escalated'

export interface AfterSale {
  id: Id
  number: string
  orderId: Id
  orderNumber: string
  kind: 'refund_only' | 'return_refund'
  kindText: string
  status: AfterSaleStatus
  statusText: string
  sentence: string
  refundFen: number
  breakdown: { label: string; amountFen: number }[]
  reasonText: string
  shopPaysReturn: boolean
  description: string
  imageUrls: string[]
  lines: { lineId: Id; title: string; optionText: string; imageUrl: string; quantity: number; refundFen: number }[]
  returnAddress: { name: string; phone: string; region: string; detail: string } | null
  returnParcel: { courierName: string; trackingNumber: string } | null
  rejectReason: string | null
  progress: { at: At | null; text: string; done: boolean }[]
  createdAt: At
  memberNickname: string
  deadlineAt: At
  /** Why a person must look at it. */
  problem: string | null
  /** An operator, a guide, or the rules; empty: nobody yet. */
  decidedBy: string
  decisionNote: string
}

export interface AfterSaleWithOrder extends AfterSale {
  order: AdminOrder
}
