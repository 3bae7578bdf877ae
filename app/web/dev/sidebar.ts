import type { ServerResponse } from 'node:http'
import type { AfterSale, Chat, Contact, CouponTab, CreditedOrder, GuideSelf, Note, NowContact, Order, OwnPerformance, Profile, RadarEvent, ScriptTab, Task, Visit } from '../sidebar/shared/shapes'
import { ago, id, image } from './goods.ts'
import { contactOf, much, offers, profileOf, scriptTab } from './sidebar-people.ts'
import type { Asked, Reply } from './routes.ts'

const SECOND_MS = 1_000
const guide: GuideSelf = { userId: 'xiaoqing', name: '顾小青', avatarUrl: null, contacts: 62, activeNow: 2, tasksOpen: 3, tasksOverdue: 1 }

const TITLES = ['云柔待产包 14 件套', '小月龄洗脸巾 80 抽', '羊脂润肤霜 50g', '哺乳文胸 无钢圈', '新生儿连体衣 A 类', '宽口径奶瓶 160ml']
const product = (place: number): NonNullable<RadarEvent['product']> => ({ id: id(2, place), title: TITLES[place % TITLES.length] as string, imageUrl: image(place), priceFen: 5_900 + place * 3_000 })

function event(place: number, minutes: number, kind: RadarEvent['kind'] = 'product_view'): RadarEvent {
  const isOf = kind === 'product_view' || kind.startsWith('cart')
  const { title } = product(place)
  const dwellMs = kind === 'product_view' ? ((place * 37) % 240) * SECOND_MS + 4_000 : null
  const texts: Partial<Record<RadarEvent['kind'], string>> = {
    product_view: `看了「${title}」${dwellMs ? ` ${Math.round(dwellMs / SECOND_MS)} 秒` : ''}`, cart_add: `把「${title}」放进购物车`, search: '搜索了“待产包 冬季”', paid: '付款 198.00 元', page: '打开了首页',
    abandoned: '把 2 件商品留在购物车里，没有结算', checkout_begin: '去结算，还没有付款', ordered: '下单 198.00 元', cart_remove: `从购物车拿走「${title}」`,
  }
  return { id: id(60, place * 10_000 + minutes), kind, at: ago(minutes), text: texts[kind] ?? '', product: isOf ? product(place) : null, dwellMs, quantity: kind === 'cart_add' ? 1 : null, query: kind === 'search' ? '待产包 冬季' : null, orderId: null, orderNumber: null, amountFen: kind === 'paid' ? 19_800 : null }
}

const KINDS: RadarEvent['kind'][] = ['cart_add', 'product_view', 'product_view', 'search', 'page', 'product_view', 'paid', 'ordered', 'checkout_begin', 'product_view', 'abandoned', 'product_view']
const visits: Visit[] = Array.from({ length: 12 }, (_, visit) => {
  const start = 2 + visit * 900
  const events = KINDS.slice(0, visit % 3 === 2 ? 2 : 9).map((kind, place) => event(place + visit, start + place * 3, kind))
  return { startedAt: events.at(-1)?.at ?? ago(0), lastAt: events[0]?.at ?? ago(0), dwellMs: 0, products: 3, isCut: false, events }
})

const statuses: [string, string, Order['actions']][] = [['pending_payment', '等待付款，保留到 14:32', ['remind_payment', 'note']], ['shipped', '已发货', ['copy_tracking', 'note']], ['completed', '已完成', ['note']], ['cancelled', '已取消', ['note']]]
const orders: Order[] = statuses.map(([status, statusText, actions], place) => ({
  id: id(61, place), number: `2611280000${place}17`, status, statusText, actions, placedAt: ago(40 + place * 4_000), payBy: null, payableFen: 19_800 + place * 7_700, refundedFen: place === 2 ? 5_900 : 0, quantity: 2 + place,
  lines: Array.from({ length: 1 + place }, (_, line) => ({ title: TITLES[(place + line) % TITLES.length] as string, optionText: line % 2 ? '' : '米白，M 码', imageUrl: image(place + line), quantity: 1 })),
  parcels: status === 'shipped' ? [{ courierName: '顺丰速运', trackingNumber: 'SF1029384756' }] : [],
  afterSales: place === 2 ? [{ id: id(62, 1), kindText: '仅退款', statusText: '待商家处理', refundFen: 5_900, isOpen: true }, { id: id(62, 2), kindText: '仅退款', statusText: '已退款', refundFen: 1_200, isOpen: false }] : [],
}))

let sale: AfterSale = {
  id: id(62, 1), number: 'AS2611280001', orderId: id(61, 2), orderNumber: '2611280000217', kindText: '仅退款', status: 'applied', statusText: '待商家处理', sentence: '', reasonText: '质量有问题', description: '收到就发现瓶口有一道裂痕，怕割到宝宝，不敢用了', imageUrls: [image(1), image(3)],
  lines: [{ title: TITLES[2] as string, optionText: '两支装', imageUrl: image(2), quantity: 1, refundFen: 4_900 }], freightFen: 1_000, refundFen: 5_900, isReturn: false, shopPaysReturn: false, returnParcel: '', appliedAt: ago(300), deadlineAt: ago(-2_500), decidedBy: '', decisionNote: '',
  steps: [{ at: ago(300), text: '提交申请', done: true }, { at: null, text: '商家同意', done: false }, { at: null, text: '退款到账', done: false }], actions: ['agree', 'refuse', 'leave_word'], limitText: '退款在您单笔 ¥60.00 的权限以内，您可以直接处理', handsOver: false,
}
/** Every other month has nothing. */
function ownMonth(month: string): OwnPerformance {
  const isEmpty = Number(month.slice(5)) % 2 === 0
  const figure = { userId: 'xiaoqing', name: '顾小青', avatarUrl: null, isActive: true, touches: 86, openings: 61, visitors: 38, gained: 12, lost: 1, orders: 23, buyers: 19, paidFen: 612_300, keptFen: 598_700, commissionFen: 11_974, tasksDone: 17 }
  const none = Object.fromEntries(Object.entries(figure).map(([name, value]) => [name, typeof value === 'number' ? 0 : value])) as typeof figure
  return { month, firstDay: `${month}-01`, lastDay: `${month}-30`, isPresent: month === '2026-11', figure: isEmpty ? none : figure, rank: isEmpty ? null : 2, guides: 8 }
}
const RULES: [CreditedOrder['rule'], string][] = [['touch', '付款前最后打开的是 11 月 26 日发出的话术'], ['personal', '付款时是这位会员的专属导购'], ['coupon', '用了 11 月 20 日发放的优惠券']]
const credited: CreditedOrder[] = RULES.map(([rule, why], place) => ({ orderId: id(68, place), number: `2611260000${place}33`, title: TITLES[place] as string, paidAt: ago(2_000 + place * 3_000), paidFen: 19_800, keptFen: place === 1 ? 12_900 : 19_800, rule, why, rate: 200, commissionFen: 396, touchId: null, touchKind: null, rulesVersion: 1 }))

const notes: Note[] = [{ id: id(63, 1), text: '敏感肌，不用香精。上次说奶瓶太小，想换 240ml。', orderId: null, orderNumber: null, madeAt: ago(600) }, { id: id(63, 2), text: '要发票，抬头是公司', orderId: id(61, 2), orderNumber: '2611280000217', madeAt: ago(5_000) }]
const task = (place: number, dueMinutes: number, title: string): Task => ({
  id: id(64, place), kind: place ? 'follow_up' : 'free', title, text: place === 1 ? '上次买的润肤霜快用完了' : '', state: 'open', dueAt: ago(dueMinutes), isOverdue: dueMinutes > 0, madeAt: ago(9_000), endedAt: null, result: '', chatId: place === 2 ? 'wr1' : null, link: '',
  contact: place === 2 ? null : { contactId: 'wmMuch', name: '小满妈妈', remark: '小满妈妈 预产期2月', avatarUrl: null },
})
let tasks = [task(0, 1_500, '问问待产包用得怎么样'), task(1, -300, '提醒补货'), task(2, -1_500, '把新客邀请进孕妈群')]

const now = (): NowContact[] => ['wmMuch', 'wmLittle'].map((contactId, place) => ({ contactId, name: contactOf(contactId).name, remark: contactOf(contactId).remark, avatarUrl: contactOf(contactId).avatarUrl, last: event(place, 2 + place * 9) }))
const chat: Chat = {
  chatId: 'wr1', name: '暖禾孕妈 3 群', ownerName: '顾小青', members: 187, levels: [['暖芽', 96], ['暖叶', 41], ['暖花', 9]].map(([levelName, members]) => ({ levelName: levelName as string, members: members as number })),
  known: ['wmMuch', 'wmLittle', 'wmOther'].map((contactId, place) => ({ contactId, name: contactOf(contactId).name, avatarUrl: null, levelName: place === 1 ? null : '暖叶', isMine: place < 2 })),
  viewed: [0, 2].map((place) => ({ product: product(place), viewers: 5 - place, lastAt: ago(3 + place) })), posts: [{ id: id(65, 1), title: '晚 8 点：待产包怎么挑', dueAt: ago(-200), state: 'planned' }],
}
const noted = (contactId: string): boolean => contactId !== 'wmNone' && contactId !== 'wmLittle'

const ok = (body: unknown, status = 200): Reply => ({ status, body })
const list = (items: unknown[]): Reply => ok({ items, nextCursor: null })
const broken: Reply = { status: 503, body: { title: '没有完成', status: 503, code: 'system.busy', detail: '服务有点忙，请稍后再试。' } }

function read(path: string, query: URLSearchParams): Reply {
  const [, kind, contactId = '', tab] = path.split('/')
  if (path === '/signature') return ok({ url: query.get('url'), signatures: { corp: { appId: 'ww', agentId: '1', timestamp: 1, nonce: 'n', signature: 's' }, agent: { appId: 'ww', agentId: '1', timestamp: 1, nonce: 'n', signature: 's' } } })
  if (path === '/me') return ok(guide)
  if (path === '/performance') return ok(ownMonth(query.get('month') ?? '2026-11'))
  if (path === '/performance/orders') return list(credited)
  if (tab === 'after-sales') return ok(sale)
  if (path === '/now') return ok({ items: now() })
  if (path === '/tasks') return list(query.get('shelf') === 'done' ? [] : tasks)
  if (kind === 'chats') return ok(chat)
  if (contactId === 'wmGone') return { status: 404, body: { title: '没有找到', status: 404, code: 'community.contact_not_yours', detail: '这位客户不在您的客户列表里' } }
  if (contactId === 'wmFail' && tab) return broken
  const has = noted(contactId)
  const tabs: Record<string, () => Reply> = {
    visits: () => (has ? ok({ items: query.get('cursor') ? visits.slice(6) : visits.slice(0, 6), nextCursor: query.get('cursor') ? null : '6' }) : list([])),
    profile: () => ok(profileOf(contactId) satisfies Profile), orders: () => list(has ? orders : []), notes: () => list(has ? notes : []), coupons: () => ok(offers(contactId) satisfies CouponTab),
    scripts: () => ok(scriptTab(contactId) satisfies ScriptTab), tasks: () => list(has && query.get('shelf') !== 'done' ? tasks.filter((one) => one.contact) : []),
  }
  return tab ? (tabs[tab]?.() ?? { status: 404 }) : ok(contactOf(contactId) satisfies Contact)
}

function write(method: string, path: string, body: Record<string, unknown>): Reply {
  const parts = path.split('/')
  const [, kind, contactId = '', tab] = parts
  const draft = (text: string, card = true) => ({ id: id(66, Date.now() % 1e6), kind: 'script', text, card: card ? { appId: 'wx1', title: TITLES[0], imageUrl: image(0), path: 'features/product/detail/index?id=1&t=abcdefghij' } : null, madeAt: ago(0) })
  if (path === '/logins') {
    const back = String(body['returnTo'] ?? '/sidebar/')
    return ok({ isOn: true, state: 'dev', secret: 'dev', url: `http://127.0.0.1:${process.env['SIYU_WEB_PORT'] ?? 8130}${back}${back.includes('?') ? '&' : '?'}code=dev&state=dev` }, 201)
  }
  if (path === '/session') return ok({ token: 'dev', expiresAt: ago(-600), guide })
  if (method === 'DELETE') return { status: 204 }
  if (tab === 'after-sales') {
    if (path.endsWith('/words')) return ok(sale, 201)
    const isAgreed = path.endsWith('/agree')
    sale = { ...sale, status: isAgreed ? 'refunding' : 'rejected', statusText: isAgreed ? '退款中' : '商家未同意', deadlineAt: null, decidedBy: '导购 顾小青', decisionNote: String(body['reason'] ?? ''), actions: ['leave_word'], limitText: '' }
    return ok({ outcome: isAgreed ? 'agreed' : 'refused', text: isAgreed ? '已同意，¥59.00 正在原路退回' : '已拒绝，客户会看到原因', afterSale: sale })
  }
  if (kind === 'tasks') {
    const found = tasks.find((one) => one.id === contactId)
    if (tab === 'done') tasks = tasks.filter((one) => one !== found)
    if (found && tab === 'snooze') found.dueAt = String(body['dueAt'])
    return ok(found)
  }
  if (tab === 'tasks') return ok(tasks[tasks.push({ ...task(tasks.length + 3, 0, String(body['title'])), dueAt: String(body['dueAt']) }) - 1], 201)
  if (tab === 'notes') return ok(notes[notes.unshift({ id: id(63, notes.length + 5), text: String(body['text']), orderId: null, orderNumber: null, madeAt: ago(0) }) - 1], 201)
  if (tab === 'orders') return ok(draft('您有一笔订单还没有付款，为您保留到 14:32，需要帮您看看吗？'), 201)
  if (tab === 'coupons') return contactId === 'wmFail' ? broken : ok({ granted: { id: id(67, 1), name: '老客专享', summary: '满 200 减 20', worthFen: 2_000, grantedAt: ago(0) }, validUntil: ago(-9_000), allowance: offers(contactId).allowance, draft: { ...draft('给您发了一张满 200 减 20 的券，7 天内都能用。'), kind: 'coupon' } }, 201)
  if (tab === 'scripts') return ok(draft(String(body['text'] ?? much.text)), 201)
  return ok({})
}

/** The sidebar's sample backend, and a client of WeCom that sends whatever it is given. */
export function answerSidebar({ method, path, query, body }: Asked): Reply {
  if (path.startsWith('/emulator/')) return path.endsWith('/send') && JSON.stringify(body).includes('拒绝') ? ok({ errMsg: 'sendChatMessage:fail' }) : ok({ errcode: 0, errMsg: 'sendChatMessage:ok' })
  const own = path.replace('/sidebar', '')
  return method === 'GET' ? read(own, query) : write(method, own, body)
}

/** A stream with something new every few seconds. */
export function streamSidebar(path: string, response: ServerResponse): void {
  response.setHeader('Content-Type', 'text/event-stream')
  const isNow = path.includes('/now/')
  let place = 0
  const tell = (name: string, data: unknown): void => void response.write(`id: ${++place}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  tell('reset', { items: isNow ? now() : [] })
  if (path.includes('wmNone') || path.includes('wmLittle') || isNow) return
  const timer = setInterval(() => tell('event', event(place + 20, 0, place % 3 ? 'product_view' : 'cart_add')), 8 * SECOND_MS)
  response.on('close', () => clearInterval(timer))
}
