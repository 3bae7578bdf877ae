import type { Page, ShipItem } from '../shared/api/shapes'
import type { AdminProduct, MediaRef } from '../shared/api/shapes-goods'
import * as community from './community.ts'
import { ago, categories, id, image, moves, productRows, products, stock, warehouses } from './goods.ts'
import * as groups from './groups.ts'
import * as groupPosts from './group-posts.ts'
import { joinCodes, writeJoinCode } from './join-codes.ts'
import { liveCodes, writeCode } from './live-codes.ts'
import { momentDetail, momentList } from './moments.ts'
import * as performance from './performance.ts'
import { tagLinks } from './tag-links.ts'
import * as office from './office.ts'
import * as points from './points.ts'
import * as transfers from './transfers.ts'
import { answerSidebar } from './sidebar.ts'
import { afterSales, fulfilments, orderOf, orderRows, parcel } from './trade.ts'

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  body: Record<string, unknown>
  signedIn: boolean
}

export interface Reply {
  status: number
  body?: unknown
  type?: string
}

const ok = (body: unknown): Reply => ({ status: 200, body })
const refuse = (status: number, code: string, detail: string, field?: string): Reply => ({ status, body: { type: 'about:blank', title: '没有完成', status, code, detail, field, requestId: 'dev-1' } })
const missing = refuse(404, 'request.not_found', '没有找到，可能已被删除。')

function paged<T extends object>(rows: readonly T[], query: URLSearchParams): Reply {
  const start = Number(query.get('cursor') ?? 0)
  const limit = Number(query.get('limit') ?? 20)
  const status = query.get('status')
  const q = query.get('q')
  const fits = rows.filter((row) => (!status || (row as { status?: string }).status === status) && (!q || JSON.stringify(row).includes(q)))
  const page: Page<T> = { items: fits.slice(start, start + limit), nextCursor: start + limit < fits.length ? String(start + limit) : null }
  return ok(page)
}

const LISTS: Record<string, readonly object[]> = {
  '/admin/products': productRows, '/admin/orders': orderRows, '/admin/fulfilments': fulfilments, '/admin/after-sales': afterSales.map(({ order: _order, ...sale }) => sale), '/admin/stock': stock, '/admin/stock/moves': moves,
  '/admin/money/ledger': office.ledger, '/admin/refunds/stuck': office.stuckRefunds, '/admin/members': office.members, '/admin/audit': office.audit, '/admin/deliveries': office.deliveries, '/admin/inbox': office.inbox, '/admin/work-orders': office.workOrders,
  '/admin/points/adjustments': points.adjustments,
}

const WHOLE: Record<string, () => unknown> = {
  '/admin/session': () => office.me, '/admin/dashboard': office.dashboard, '/admin/attention': () => office.attention, '/admin/warehouses': () => ({ items: warehouses }),
  '/admin/categories': () => ({ items: categories }), '/admin/money/summary': () => office.money, '/admin/operators': () => ({ items: office.operators }), '/admin/roles': () => ({ items: office.roles }),
  '/admin/permissions': () => ({ items: office.permissions }), '/admin/me/sessions': () => ({ items: office.sessions }), '/admin/audit/verify': () => ({ intact: true, entries: 12_904, firstBrokenId: null }),
  '/admin/points/rule': points.ruleView, '/admin/points/liability': () => points.liability,
  '/admin/wecom/state': community.state, '/admin/wecom/leavers': () => community.leavers, '/admin/wecom/guides': () => community.guides, '/admin/wecom/tags': () => community.tags, '/admin/wecom/live-codes': liveCodes, '/admin/wecom/tag-links': () => tagLinks,
  '/admin/attribution-rules': () => performance.attribution, '/admin/handover-rules': () => performance.handover, '/admin/group-rules': () => groups.rules, '/admin/group-post-rules': () => groupPosts.rules,
  '/admin/wecom/transfer-rules': transfers.transferRules, '/admin/wecom/loss-rules': transfers.lossRuleset, '/admin/wecom/unassigned': () => transfers.unassigned, '/admin/wecom/losses': () => transfers.losses,
  '/mini/couriers': () => ({ items: [{ code: 'SF', name: '顺丰' }, { code: 'ZTO', name: '中通' }, { code: 'YTO', name: '圆通' }, { code: 'JD', name: '京东' }, { code: 'DBL', name: '德邦' }] }),
}

function search(q: string): Reply {
  return ok({
    orders: orderRows.filter((row) => row.number.includes(q)).slice(0, 5).map(({ id: orderId, number, statusText, payableFen }) => ({ id: orderId, number, statusText, payableFen })),
    products: productRows.filter((row) => row.title.includes(q)).slice(0, 5).map(({ id: productId, title, coverUrl }) => ({ id: productId, title, coverUrl })),
    members: office.members.filter((row) => row.nickname.includes(q)).slice(0, 3).map(({ id: memberId, nickname, phoneMasked }) => ({ id: memberId, nickname, phoneMasked })),
  })
}

function read({ path, query }: Asked): Reply {
  if (path === '/admin/search') return search(query.get('q') ?? '')
  const whole = WHOLE[path]
  if (whole) return ok(whole())
  const rows = LISTS[path]
  if (rows) return paged(rows, query)
  if (path === '/admin/performance') return ok(performance.leaderboard(query))
  if (path === '/admin/personal-guides') return paged(query.get('past') === 'true' ? [] : performance.personalGuides, query)
  if (path.startsWith('/admin/performance/') && path.endsWith('/replies')) return ok(performance.guideReplies)
  if (path.startsWith('/admin/performance/')) return paged(performance.orders, query)
  if (path === '/admin/wecom/contacts') return paged(community.found(query), query)
  if (path === '/admin/wecom/transfers') return paged(transfers.transfers(), query)
  if (path.endsWith('/points')) return ok(points.view())
  if (path.endsWith('/points/statement')) return paged(points.lines, query)
  const [, , kind, rowId = '', contactId = '', below] = path.split('/')
  if (path === '/admin/groups') return paged(groups.found(query), new URLSearchParams([...query].filter(([name]) => name !== 'q')))
  if (path === '/admin/groups/state') return ok(groups.state())
  if (path === '/admin/groups/comparisons') return ok(groups.comparisons)
  if (kind === 'groups') {
    const group = groups.groupOf(rowId)
    return !group ? missing : contactId ? paged(groups.membersOf(rowId, query.get('presence')), query) : ok(group)
  }
  if (path === '/admin/join-codes') return ok(joinCodes())
  if (path === '/admin/group-posts') return ok(groupPosts.week(query.get('day')))
  if (path === '/admin/group-posts/chats') return ok({ items: groupPosts.chats })
  if (path === '/admin/group-posts/reviews') return ok({ items: groupPosts.reviews })
  if (path === '/admin/moments') return ok(momentList())
  if (kind === 'moments') return momentDetail(rowId) ? ok(momentDetail(rowId)) : missing
  if (kind === 'group-posts') return groupPosts.detail(rowId) ? ok(groupPosts.detail(rowId)) : missing
  if (kind === 'wecom' && rowId === 'transfers') {
    const transfer = transfers.transferOf(contactId)
    return !transfer ? missing : below ? paged(transfers.peopleOf(contactId, query.get('state')), query) : ok(transfer)
  }
  if (kind === 'wecom' && rowId === 'contacts') return community.contactOf(contactId) ? ok(community.contactOf(contactId)) : missing
  if (kind === 'media') return ok({ id: rowId, url: image(Number(rowId.slice(-2)) % 90), width: 800, height: 800, renditions: [] })
  if (kind === 'products') return products.has(rowId) ? ok(products.get(rowId)) : missing
  if (kind === 'orders') return orderOf(rowId) ? ok(orderOf(rowId)) : missing
  if (kind === 'after-sales') return ok(afterSales.find((sale) => sale.id === rowId) ?? afterSales[0])
  if (kind === 'parcels') return ok({ ...parcel(1, 'in_transit', '华东仓'), id: rowId, traces: [{ at: ago(40), text: '快件已到达 深圳转运中心', place: '深圳' }, { at: ago(800), text: '已揽收', place: '嘉兴' }] })
  return missing
}

function signIn(body: Asked['body']): Reply {
  if (body['password'] === 'wrong') return refuse(401, 'governance.bad_credentials', '用户名或密码不对，请再核对一次。')
  if (body['username'] === 'totp' && body['totp'] !== '123456')
    return refuse(401, 'governance.totp_required', body['totp'] ? '动态口令不对或已过期，请看最新的一组。' : '请输入动态口令。')
  return ok({ token: 'dev', expiresAt: ago(-600), operator: { ...office.me, mustChangePassword: body['username'] === 'new' } })
}

function save(body: Asked['body'], rowId: string): Reply {
  const title = String(body['title'] ?? '')
  if (title.includes('最佳')) return refuse(422, 'catalogue.absolute_term', '标题里有广告法不允许的词“最佳”，请换个说法。', 'title')
  const before = products.get(rowId)
  const media = (body['media'] as MediaRef[]).map((item, place) => ({ ...item, url: before?.media.find((known) => known.mediaId === item.mediaId)?.url ?? image(place), width: 800, height: 800 }))
  const stored = { ...before, ...body, media, id: rowId, version: (before?.version ?? 0) + 1, status: before?.status ?? 'draft', publishAt: null, updatedAt: ago(0) } as AdminProduct
  products.set(rowId, stored)
  return ok(stored)
}

function ship(items: ShipItem[]): Reply {
  return ok({
    items: items.map((item, place) =>
      place % 5 === 3
        ? { fulfilmentId: item.fulfilmentId, parcel: null, problem: { code: 'supply.courier_refused', message: '快递没有接单：收件地址不在服务范围' } }
        : { fulfilmentId: item.fulfilmentId, parcel: parcel(200 + place, 'labelled', '华东仓'), problem: null },
    ),
  })
}

function write({ method, path, body }: Asked): Reply {
  const [, , kind, rowId = '', action] = path.split('/')
  if (path === '/admin/session' && method === 'DELETE') return { status: 204 }
  if (path === '/admin/me/totp/setup') return ok({ secret: 'JBSWY3DPEHPK3PXP', otpauthUri: 'otpauth://totp/Siyu:owner?secret=JBSWY3DPEHPK3PXP&issuer=Siyu' })
  if (path === '/admin/me/totp/confirm') return body['code'] === '123456' ? ok({ ...office.me, totpEnabled: true }) : refuse(422, 'governance.totp_wrong', '动态口令不对，请看最新的一组。')
  if (path === '/admin/fulfilments/ship') return ship(body['items'] as ShipItem[])
  if (path === '/admin/labels') return { status: 200, body: '%PDF-1.4\n%dev', type: 'application/pdf' }
  if (path === '/admin/media') return ok({ id: id(7, Date.now() % 1e9), url: image(Date.now() % 90), width: 800, height: 800, renditions: [] })
  if (path === '/admin/videos') return ok({ id: id(7, Date.now() % 1e9), url: 'data:video/mp4,', width: 720, height: 1280, posterUrl: image(Date.now() % 90) })
  if (path === '/admin/operators') return ok({ operator: office.operators[1], temporaryPassword: 'hiking-lamp-4821' })
  if (path === '/admin/deliveries/retry-all') return ok({ count: 3 })
  if (kind === 'operators' && action === 'reset') return ok({ temporaryPassword: 'river-stone-7719' })
  if (kind === 'products' && action) {
    const stored = { ...(products.get(rowId) as AdminProduct), status: action === 'publish' ? ('on_sale' as const) : ('off_sale' as const) }
    products.set(rowId, stored)
    return ok(stored)
  }
  if (path === '/admin/attribution-rules') return ok({ ...performance.attribution, rules: body, version: 3 })
  if (path === '/admin/group-post-rules') return ok({ ...groupPosts.rules, rules: body, version: 1 })
  if (path === '/admin/group-rules') return ok({ ...groups.rules, rules: body, version: 2 })
  if (path === '/admin/handover-rules') return ok({ ...performance.handover, rules: body, version: 2 })
  if (kind === 'personal-guides') return action ? { status: 204 } : ok(performance.personalGuides[0])
  if (kind === 'groups') {
    const kept = groups.setKind(rowId, body['kind'])
    return kept ? ok(kept) : missing
  }
  if (kind === 'join-codes') {
    const code = writeJoinCode(path, body)
    return code ? ok(code) : missing
  }
  if (kind === 'group-posts') {
    const told = groupPosts.writePost(path, body)
    return told ? ok(told) : missing
  }
  if (kind === 'wecom') {
    const { code, detail, body: told } = rowId === 'live-codes' ? writeCode(path, body) : /^(transfer|unassigned|loss)/.test(rowId) ? transfers.writeTransfer(path, body) : community.write(path, body)
    return code ? refuse(409, code, detail) : { status: rowId === 'comparisons' ? 202 : 200, body: told }
  }
  if (kind === 'products') return save(body, rowId || id(2, 900))
  if (kind === 'orders' && action === 'unmask') return ok({ name: '王小满', phone: '13812341234', address: '浙江省杭州市西湖区文三路 478 号 3 幢 1204' })
  if (kind === 'orders') return ok(orderOf(rowId))
  if (kind === 'stock') return ok({ ...stock[0] })
  if (path === '/admin/points/rule') return ok({ ...points.ruleView(), version: 4 })
  if (kind === 'points') return ok({ ...points.adjustments[0], state: body['agreed'] ? 'done' : 'rejected' })
  if (path.endsWith('/points/adjustments')) return ok({ ...points.adjustments[0], points: body['points'], state: Math.abs(Number(body['points'])) > 1_000 ? 'waiting' : 'done' })
  if (kind === 'after-sales') return ok(afterSales.find((sale) => sale.id === rowId))
  return { status: 204 }
}

/** The sample backend: enough to look at every screen and to walk through every action. */
export function answer(asked: Asked): Reply {
  if (asked.path === '/mini/bootstrap') return ok({ emulatorUrl: '/api/emulator' })
  if (asked.path.startsWith('/sidebar/') || asked.path.startsWith('/emulator/')) return answerSidebar(asked)
  if (asked.path === '/admin/session' && asked.method === 'POST') return signIn(asked.body)
  if (!asked.signedIn && asked.path.startsWith('/admin')) return refuse(401, 'auth.required', '请重新登录。')
  return asked.method === 'GET' ? read(asked) : write(asked)
}
