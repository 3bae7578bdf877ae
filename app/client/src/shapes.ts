/** Shapes of `/api/mini`. Money is in fen, times are RFC 3339 UTC strings. */
export type Id = string
export type At = string
export interface Page<T> { items: T[]; nextCursor: string | null }

export interface Disclosures { company: string; licenceNumber: string; icp: string; foodPermit: string | null }
export interface Bootstrap {
  mode: 'demo' | 'production'
  brand: { name: string; slogan: string; logoUrl: string }
  emulatorUrl: string | null
  privacyVersion: string
  appId: string
  templates: { orderPaid: string; orderShipped: string; refundDone: string }
  serviceUrl: string | null
  disclosures: Disclosures
}

export interface Hero { id: string; title: string; subtitle: string; imageUrl: string; link: string }
export interface HomeCategory { id: Id; name: string; iconUrl: string | null }
export interface Home { hero: Hero[]; categories: HomeCategory[]; sections: { title: string; items: ProductCard[] }[] }
export interface Category { id: Id; name: string; iconUrl: string | null; children: Category[] }

export interface ProductCard {
  id: Id; title: string; subtitle: string; coverUrl: string; coverWidth: number; coverHeight: number
  priceFen: number; marketPriceFen: number | null; soldCount: number; tags: string[]; soldOut: boolean; defaultSkuId: Id | null
}
export type ProductSort = 'recommended' | 'sales' | 'price_asc' | 'price_desc' | 'newest'
export interface ProductPage extends Page<ProductCard> { total: number | null }
export interface Media { kind: 'image' | 'video'; url: string; width: number; height: number; posterUrl: string | null }
export interface Sku {
  id: Id; optionValues: string[]; priceFen: number; marketPriceFen: number | null; memberPriceFen: number | null
  imageUrl: string | null; available: number; lowStock: boolean; limitPerOrder: number; weightG: number
}
export interface ProductDetail {
  id: Id; kind: 'physical' | 'virtual' | 'service'; title: string; subtitle: string; status: 'on_sale' | 'off_sale'
  media: Media[]; priceFen: number; maxPriceFen: number; marketPriceFen: number | null
  memberPriceFen: number | null; memberLevelName: string | null; soldCount: number; tags: string[]
  guarantees: { title: string; text: string }[]; options: { name: string; values: string[] }[]; skus: Sku[]
  attributes: { name: string; value: string }[]; detailImages: { url: string; width: number; height: number }[]
  detailText: string; freightText: string; categoryId: Id; favourite: boolean; noReasonReturn: boolean
}

export interface Member {
  id: Id; nickname: string; avatarUrl: string | null; phoneMasked: string | null
  level: { code: string; name: string; discountPercent: number }; joinedAt: At; privacyVersionAccepted: string | null
  orderCounts: { pendingPayment: number; toShip: number; toReceive: number; afterSale: number }
}
export interface Session { token: string; expiresAt: At; member: Member }

export interface CodedMessage { code: string; message: string }
export interface CartLine {
  skuId: Id; productId: Id; title: string; optionText: string; imageUrl: string; priceFen: number; memberPriceFen: number | null
  quantity: number; selected: boolean; available: number; lineFen: number; problem: CodedMessage | null
}
export interface Totals { goodsFen: number; discountFen: number; freightFen: number; payableFen: number; savedFen: number }
export interface Derivation { step: string; rule: string; label: string; amountFen: number; detail: string }
export interface Cart {
  groups: { warehouseName: string; lines: CartLine[] }[]; invalid: CartLine[]; selectedCount: number; selectedQuantity: number
  allSelected: boolean; totals: Totals; derivation: Derivation[]; hint: string | null; expectedDelivery: string | null
}
export interface WantedLine { skuId: Id; quantity: number }
export interface StoredLine extends WantedLine { selected: boolean }

export interface AddressText { name: string; phone: string; province: string; city: string; district: string; detail: string }
export interface AddressIn extends AddressText { tag?: string | null; isDefault: boolean }
export interface Address extends AddressText { id: Id; phoneMasked: string; tag: string | null; isDefault: boolean }

export type LineSource = 'cart' | 'direct'
export interface QuoteLine { skuId: Id; productId: Id; title: string; optionText: string; imageUrl: string; priceFen: number; quantity: number; payableFen: number }
export interface Quote {
  address: Address | null; groups: { warehouseName: string; expectedDelivery: string; lines: QuoteLine[] }[]
  totals: Totals; derivation: Derivation[]; problems: (CodedMessage & { skuId: Id | null })[]; canSubmit: boolean; virtualNotice: string | null
}
export interface OrderIn {
  clientKey: string; source: LineSource; lines: WantedLine[]; addressId: Id | null; note: string
  expectedPayableFen: number; virtualNoticeAccepted: boolean
}

export type OrderStatus = 'pending_payment' | 'paid' | 'partly_shipped' | 'shipped' | 'delivered' | 'completed' | 'cancelled' | 'closed'
export type OrderAction = 'pay' | 'cancel' | 'change_address' | 'remind' | 'track' | 'confirm_receipt' | 'apply_after_sale' | 'buy_again'
export type OrderListState = 'all' | 'pending_payment' | 'to_ship' | 'to_receive' | 'completed' | 'after_sale'
export interface OrderCardLine { id: Id; title: string; optionText: string; imageUrl: string; priceFen: number; quantity: number }
export interface OrderCard {
  id: Id; number: string; status: OrderStatus; statusText: string; sentence: string; createdAt: At; payBy: At | null
  payableFen: number; quantity: number; lines: OrderCardLine[]; actions: OrderAction[]
}
export interface OrderLine extends OrderCardLine {
  skuId: Id; productId: Id; payableFen: number; shippedQuantity: number; refundedQuantity: number
  statusText: string; parcelId: Id | null; canApplyAfterSale: boolean
}
export type ParcelState = 'requesting' | 'labelled' | 'collected' | 'in_transit' | 'delivering' | 'signed' | 'problem' | 'returned' | 'cancelled'
export interface Parcel {
  id: Id; courierCode: string; courierName: string; trackingNumber: string | null; state: ParcelState; stateText: string; warehouseName: string
  lineIds: Id[]; shippedAt: At | null; signedAt: At | null; confirmedAt: At | null; latest: string | null
}
export interface ParcelDetail extends Parcel { traces: { at: At; text: string; place: string | null }[]; checkedAt: At | null; delayed: boolean }
export interface OrderDetail extends Omit<OrderCard, 'lines'> {
  address: { name: string; phoneMasked: string; region: string; detail: string } | null; note: string; totals: Totals; derivation: Derivation[]
  lines: OrderLine[]; parcels: Parcel[]; timeline: { at: At; text: string }[]
  afterSales: { id: Id; kindText: string; statusText: string; refundFen: number }[]; paidAt: At | null; paymentMethod: string | null
}
export interface Payment {
  attemptId: Id; appId: string; timeStamp: string; nonceStr: string; package: string; signType: 'RSA'; paySign: string; payBy: At
}
export interface PaymentCheck { state: 'paid' | 'pending' | 'closed'; message: string }

export type AfterSaleKind = 'refund_only' | 'return_refund'
export interface AfterSaleOptions {
  reasons: { code: string; label: string; kinds: AfterSaleKind[] }[]; policy: string
  lines: { lineId: Id; title: string; optionText: string; imageUrl: string; refundableQuantity: number; maxRefundFen: number; kinds: AfterSaleKind[]; refusal: string | null }[]
}
export interface LineQuantity { lineId: Id; quantity: number }
export interface RefundPreview { refundFen: number; breakdown: { label: string; amountFen: number }[] }
export interface AfterSaleIn { orderId: Id; kind: AfterSaleKind; lines: LineQuantity[]; reasonCode: string; description: string; imageIds: Id[] }
export type AfterSaleStatus = 'applied' | 'approved' | 'awaiting_return' | 'returning' | 'refunding' | 'refunded' | 'rejected' | 'cancelled' | 'escalated'
export interface AfterSale {
  id: Id; number: string; orderId: Id; orderNumber: string; kind: AfterSaleKind; kindText: string; status: AfterSaleStatus; statusText: string; sentence: string
  refundFen: number; breakdown: { label: string; amountFen: number }[]; reasonText: string; description: string; imageUrls: string[]
  lines: { lineId: Id; title: string; optionText: string; imageUrl: string; quantity: number; refundFen: number }[]
  returnAddress: { name: string; phone: string; region: string; detail: string } | null; returnParcel: { courierName: string; trackingNumber: string } | null
  rejectReason: string | null; progress: { at: At | null; text: string; done: boolean }[]; actions: ('cancel' | 'fill_return')[]; createdAt: At
}
export interface Upload { id: Id; url: string; width: number; height: number }
export interface Courier { code: string; name: string }
