import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'

/** A WeChat of our own: enough of `wx`, `App` and `Page` to run the built pages in Node. */

export interface WireAsk { url: string; method: string; header: Record<string, string>; data: unknown }
/** A request in chunks: `send` is the server's next piece. */
export interface ChunkedAsk extends WireAsk { aborted: boolean; send(text: string): void; end(): void }
export interface WireAnswer { statusCode: number; data: unknown }
export interface Node { sid?: string; uid?: string; nn?: string; cl?: string; v?: string; cn?: Node[]; [key: string]: unknown }
interface Page { route: string; data: { root?: Node }; options: Record<string, string>; eh(event: object): void; onLoad(options: object): void; onShow?(): void; onReady?(): void; onHide?(): void; onUnload?(): void; onReachBottom?(): void; setData(data: Record<string, unknown>, done?: () => void): void }
type Callback = { success?(result: object): void; fail?(result: object): void; complete?(result: object): void }

const ASYNC_CALLS = ['login', 'showToast', 'hideToast', 'showModal', 'setNavigationBarTitle', 'setTabBarBadge', 'removeTabBarBadge', 'stopPullDownRefresh', 'switchTab', 'navigateTo', 'navigateBack', 'redirectTo', 'reLaunch',
  'vibrateShort', 'requestPayment', 'requestSubscribeMessage', 'previewImage', 'chooseImage', 'setClipboardData', 'getScreenBrightness', 'setScreenBrightness']
const EVENTS = ['onAppShow', 'onAppHide', 'onError', 'onPageNotFound', 'onUnhandledRejection', 'onWindowResize']
const SETTLE_MS = 30
const WAIT_MS = 4000

/** WeChat's setData takes paths such as `root.cn.[0].v`. */
const assign = (target: object, dotted: string, value: unknown): void => {
  const keys = dotted.replace(/\.?\[(\d+)\]/g, '.$1').split('.')
  const last = keys.pop() ?? ''
  let at = target as Record<string, unknown>
  keys.forEach((key, i) => { at = (at[key] ??= /^\d+$/.test(keys[i + 1] ?? last) ? [] : {}) as Record<string, unknown> })
  at[last] = value
}

const walk = (node: Node | undefined, visit: (node: Node) => void): void => {
  if (!node) return
  visit(node)
  node.cn?.forEach((child) => walk(child, visit))
}

export class WeappHost {
  readonly calls: { name: string; options: Record<string, unknown> }[] = []
  readonly storage: Record<string, unknown> = {}
  readonly stack: Page[] = []
  readonly streams: ChunkedAsk[] = []
  setDataBytes = 0
  private readonly modules = new Map<string, { exports: unknown }>()
  private readonly world: vm.Context
  private lastPage: Partial<Page> | null = null
  private app: { onLaunch?(options: object): void; onShow?(options: object): void } = {}

  constructor(private readonly root: string, private readonly answer: (ask: WireAsk) => WireAnswer, private readonly replies: Record<string, object | Error> = {}, stored: Record<string, unknown> = {}) {
    Object.assign(this.storage, stored)
    if (!existsSync(path.join(root, 'app.json'))) throw new Error(`${root} is not built: npm run build:weapp -w miniprogram`)
    const globals: Record<string, unknown> = {
      wx: this.wx(), console, setTimeout, clearTimeout, setInterval, clearInterval, __wxConfig: {}, Behavior: (x: unknown) => x,
      App: (config: object) => { this.app = config }, Page: (config: Partial<Page>) => { this.lastPage = config }, Component: () => undefined, getApp: () => this.app, getCurrentPages: () => this.stack,
    }
    globals.global = globals
    this.world = vm.createContext(globals, { name: 'weapp' })
    this.load(path.join(root, 'app.js'))
    const launched = { path: 'features/catalogue/home/index', query: {}, scene: 1001 }
    this.app.onLaunch?.(launched)
    this.app.onShow?.(launched)
  }

  private load(file: string): unknown {
    const found = this.modules.get(file)
    if (found) return found.exports
    const module = { exports: {} as unknown }
    this.modules.set(file, module)
    const body = vm.runInContext(`(function(require,module,exports){${readFileSync(file, 'utf8')}\n})`, this.world, { filename: file }) as (require: (name: string) => unknown, module: object, exports: unknown) => void
    body((name) => this.load(path.resolve(path.dirname(file), name.endsWith('.js') ? name : `${name}.js`)), module, module.exports)
    return module.exports
  }

  private reply(name: string, options: Record<string, unknown> & Callback): void {
    this.calls.push({ name, options })
    const answer = this.replies[name] ?? {}
    setTimeout(() => {
      const result = answer instanceof Error ? { errMsg: answer.message } : { errMsg: `${name}:ok`, ...answer }
      if (answer instanceof Error) options.fail?.(result)
      else options.success?.(result)
      options.complete?.(result)
    }, 0)
  }

  private stream(options: WireAsk & Callback): object {
    let hear: (chunk: { data: ArrayBuffer }) => void = () => undefined
    const opened: ChunkedAsk = {
      ...options, aborted: false,
      send: (text) => new TextEncoder().encode(text).forEach((byte) => hear({ data: Uint8Array.of(byte).buffer })),
      end: () => options.success?.({ statusCode: 200, header: {}, data: '', errMsg: 'request:ok' }),
    }
    this.streams.push(opened)
    return { abort: () => { opened.aborted = true }, onChunkReceived: (heard: typeof hear) => { hear = heard } }
  }

  private wx(): object {
    const size = { windowWidth: 375, windowHeight: 812, screenWidth: 375, screenHeight: 812, pixelRatio: 2, statusBarHeight: 20, platform: 'devtools', SDKVersion: '3.8.0', language: 'zh_CN', safeArea: { top: 20, bottom: 778, left: 0, right: 375 } }
    const known: Record<string, unknown> = {
      getSystemInfoSync: () => size, getWindowInfo: () => size, getDeviceInfo: () => size, getAppBaseInfo: () => size, canIUse: () => true, nextTick: (run: () => void) => setTimeout(run, 0),
      getLaunchOptionsSync: () => ({ path: '', query: {}, scene: 1001 }), getEnterOptionsSync: () => ({ path: '', query: {}, scene: 1001 }),
      getStorageSync: (key: string) => this.storage[key] ?? '', setStorageSync: (key: string, value: unknown) => { this.storage[key] = value }, removeStorageSync: (key: string) => { delete this.storage[key] },
      request: (options: WireAsk & Callback & { enableChunked?: boolean }) => {
        if (options.enableChunked) return this.stream(options)
        setTimeout(() => {
          const result = { header: {}, cookies: [], errMsg: 'request:ok', ...this.answer(options) }
          options.success?.(result)
          options.complete?.(result)
        }, 0)
        return { abort: () => undefined }
      },
    }
    known.createVideoContext = (id: string) => ({ pause: () => this.calls.push({ name: 'pauseVideo', options: { id } }) })
    for (const name of ASYNC_CALLS) known[name] = (options: Callback = {}) => this.reply(name, options as Record<string, unknown>)
    for (const name of EVENTS) known[name] = () => undefined
    return known
  }

  /** The shop is shown again, as by a card in a chat. */
  show(query: Record<string, string>): void { this.app.onShow?.({ path: 'features/catalogue/home/index', query, scene: 1008 }) }

  /** Shows a page as WeChat would, on top of the stack, and lets it settle. */
  async open(route: string, query: Record<string, string> = {}): Promise<Page> {
    this.modules.delete(path.join(this.root, `${route}.js`))
    this.load(path.join(this.root, `${route}.js`))
    const page = Object.create(this.lastPage) as Page
    Object.assign(page, { route, __route__: route, options: query, data: JSON.parse(JSON.stringify(this.lastPage?.data ?? {})) as object })
    page.setData = (data, done) => {
      this.setDataBytes += JSON.stringify(data).length
      for (const [key, value] of Object.entries(data)) assign(page.data, key, JSON.parse(JSON.stringify(value ?? null)))
      if (done) setTimeout(done, 0)
    }
    this.stack.at(-1)?.onHide?.()
    this.stack.push(page)
    page.onLoad(query)
    page.onShow?.()
    page.onReady?.()
    await this.settle()
    return page
  }

  settle(): Promise<void> { return new Promise((done) => setTimeout(done, SETTLE_MS)) }

  texts(page: Page): string[] {
    const out: string[] = []
    walk(page.data.root, (node) => { if (typeof node.v === 'string' && !node.cn) out.push(node.v) })
    return out
  }

  text(page: Page): string { return this.texts(page).join('') }

  private async wait<T>(look: () => T | undefined, failure: () => string): Promise<T> {
    const end = Date.now() + WAIT_MS
    for (let seen = look(); ; seen = look()) {
      if (seen !== undefined) return seen
      if (Date.now() > end) throw new Error(failure())
      await this.settle()
    }
  }

  /** Waits until the page says `wanted`. */
  async until(page: Page, wanted: string): Promise<void> {
    await this.wait(() => this.text(page).includes(wanted) || undefined, () => `${page.route} never said ${wanted}; it says: ${this.text(page)}`)
  }

  /** The node a screen reader would call `label`; the last one lies on top. */
  async labelled(page: Page, label: string, last = false): Promise<Node> {
    const look = (): Node | undefined => {
      let found: Node | undefined
      walk(page.data.root, (node) => { if ((last || !found) && node.v !== label && Object.values(node).includes(label)) found = node })
      return found
    }
    return this.wait(look, () => `${page.route} has nothing called ${label}; it says: ${this.text(page)}`)
  }

  /** Waits until `name` was called with a `url` that contains `part`. */
  async called(name: string, part: string): Promise<void> {
    await this.wait(() => this.calls.some((call) => call.name === name && String(call.options.url).includes(part)) || undefined, () => `${name} of ${part} was never called`)
  }

  /** The first node of a class; styles and touches are looked at by it. */
  classed(page: Page, name: string): Node {
    let found: Node | undefined
    walk(page.data.root, (node) => { if (!found && String(node.cl ?? '').split(' ').includes(name)) found = node })
    if (!found) throw new Error(`${page.route} has no ${name}`)
    return found
  }

  async fire(page: Page, node: Node, type: string, detail: object = {}, touches: object[] = []): Promise<void> {
    const target = { id: node.uid ?? node.sid, dataset: { sid: node.sid } }
    page.eh({ type, timeStamp: Date.now(), detail, target, currentTarget: target, touches, changedTouches: touches, mpEvent: {} })
    await this.settle()
  }

  async tap(page: Page, label: string): Promise<void> { await this.fire(page, await this.labelled(page, label), 'tap', { x: 1, y: 1 }) }

  /** The last of several with one name: a sheet lies above the page. */
  async tapLast(page: Page, label: string): Promise<void> { await this.fire(page, await this.labelled(page, label, true), 'tap', { x: 1, y: 1 }) }

  /** Where the last `navigateTo`, `redirectTo` or `switchTab` led. */
  destination(): { route: string; query: Record<string, string> } {
    const call = this.calls.filter(({ name }) => ['navigateTo', 'redirectTo', 'switchTab'].includes(name)).at(-1)
    const [route = '', search = ''] = String(call?.options.url ?? '').replace(/^\//, '').split('?')
    return { route, query: Object.fromEntries(search.split('&').filter(Boolean).map((pair) => pair.split('=') as [string, string])) }
  }
}
