/** Shapes of /api/admin that concern the house itself: people, rights, stock, money, system. */
import type { At, Id } from './shapes'

export interface Operator {
  id: Id
  username: string
  name: string
  roles: { id: Id; name: string }[]
  permissions: string[]
  totpEnabled: boolean
  mustChangePassword: boolean
}

export interface SessionOpened {
  token: string
  expiresAt: At
  operator: Operator
}

export interface OperatorRow extends Operator {
  status: 'active' | 'disabled'
  lastLoginAt: At | null
}

export interface Role {
  id: Id
  name: string
  permissions: string[]
  builtIn: boolean
  operatorCount: number
}

export interface PermissionShown {
  code: string
  name: string
  group: string
  sensitive: boolean
}

export interface SessionShown {
  id: Id
  createdAt: At
  lastSeenAt: At
  ip: string
  userAgent: string
  current: boolean
}

export interface Attention {
  toShip: number
  lateShipments: number
  afterSalesOpen: number
  afterSalesNearDeadline: number
  stuckRefunds: number
  parked: number
  lowStock: number
  workOrders: number
  comparisonsStopped: number
  unassigned: number
  postsInDoubt: number
  joinCodeProblems: number
  momentsInDoubt: number
  remarksRefused: number
  ugcWaiting: number
}

export interface DayFigures {
  gmvFen: number
  orders: number
  paidOrders: number
  refundFen: number
}

export interface Dashboard {
  today: DayFigures & { visitors: number | null }
  lastWeekSameTime: DayFigures
  hourly: { hour: number; gmvFen: number; lastWeekGmvFen: number }[]
  days: { date: string; gmvFen: number; orders: number }[]
  attention: Attention
  topProducts: { id: Id; title: string; coverUrl: string; quantity: number; gmvFen: number }[]
}

export interface SearchFound {
  orders: { id: Id; number: string; statusText: string; payableFen: number }[]
  products: { id: Id; title: string; coverUrl: string }[]
  members: { id: Id; nickname: string; phoneMasked: string | null }[]
}

export interface Warehouse {
  id: Id
  name: string
  region: string
  kind: 'warehouse' | 'store'
}

/** What a stream of stock tells of one SKU. */
export interface LiveLevel {
  skuId: Id
  free: number
  warehouses: { warehouseId: Id; onHand: number; reserved: number; free: number }[]
}
export interface StockRow {
  skuId: Id
  productId: Id
  title: string
  optionText: string
  imageUrl: string
  code: string
  warehouseId: Id
  warehouseName: string
  onHand: number
  reserved: number
  free: number
  safety: number
}

export interface StockMove {
  id: Id
  at: At
  skuId: Id
  title: string
  optionText: string
  warehouseName: string
  kind: string
  kindText: string
  onHandDelta: number
  reservedDelta: number
  onHandAfter: number
  reservedAfter: number
  reference: string
  by: string
}

export interface LedgerEntry {
  id: Id
  at: At
  kind: string
  kindText: string
  reference: string
  lines: { account: string; accountText: string; amountFen: number }[]
}

export interface MoneySummary {
  accounts: { account: string; accountText: string; balanceFen: number }[]
  sumFen: number
}

export interface StuckRefund {
  id: Id
  outRefundNo: string
  orderId: Id
  orderNumber: string
  amountFen: number
  reason: string
  problem: string
  requestedAt: At
  purpose?: 'order' | 'subscription'
}

export interface MemberRow {
  id: Id
  nickname: string
  phoneMasked: string | null
  levelName: string
  orders: number
  spentFen: number
  joinedAt: At
}

export interface AuditEntry {
  id: Id
  at: At
  operatorName: string
  action: string
  actionText: string
  target: string
  reason: string | null
  ip: string
  detail: string
}

export interface AuditVerdict {
  intact: boolean
  entries: number
  firstBrokenId: Id | null
}

export type QueueStatus = 'parked' | 'pending' | 'done'

export interface DeliveryRow {
  id: Id
  kind: 'event' | 'job'
  name: string
  subscriber: string
  status: QueueStatus
  attempts: number
  lastError: string | null
  createdAt: At
  dueAt: At | null
  payload: string
}

export interface InboxRow {
  id: Id
  source: string
  kind: string
  status: QueueStatus
  attempts: number
  lastError: string | null
  receivedAt: At
  payload: string
}

export interface WorkOrder {
  id: Id
  kind: string
  kindText: string
  title: string
  detail: string
  orderId: Id | null
  orderNumber: string | null
  parcelId: Id | null
  dueAt: At
  status: 'open' | 'resolved'
  createdAt: At
  resolution: string | null
}

export interface Courier {
  code: string
  name: string
}
