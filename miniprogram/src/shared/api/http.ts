import Taro from '@tarojs/taro'
import { ApiError, createClient, type Init, type Method, type WireRequest, type WireResponse } from '@siyu/client/client'
import { API_BASE, uuid } from '../lib/env'
import { tokenStore } from './token'

const TIMEOUT_MS = 15_000

const offline = new ApiError(0, { title: '网络没有连上', status: 0, code: 'network.unreachable', detail: '网络没有连上，请检查后再试' })

/** One request by Taro, which is `wx.request` in WeChat and `fetch` in a browser. */
export const send = async (request: WireRequest): Promise<WireResponse> => {
  try {
    const answer = await Taro.request({
      url: request.url, method: request.method as keyof Taro.request.Method, timeout: TIMEOUT_MS,
      header: { ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }), ...request.headers },
      data: request.body === undefined ? undefined : JSON.stringify(request.body),
    })
    return { status: answer.statusCode, data: answer.data }
  } catch (error) {
    // H5 rejects answers of 400 and above with the response itself; a failed connection has no status.
    const failed = error as { status?: number; statusCode?: number; data?: unknown }
    const status = failed?.statusCode ?? failed?.status
    if (typeof status === 'number' && status > 0) return { status, data: failed.data }
    throw offline
  }
}

const bearer = (): Record<string, string> => {
  const token = tokenStore.get()
  return token ? { Authorization: `Bearer ${token}` } : {}
}

const client = createClient(API_BASE, send, bearer)

/** Signs in again without a word; set by the session, which itself needs this file. */
let renew: (() => Promise<boolean>) | null = null
export const onUnauthorized = (handler: () => Promise<boolean>): void => { renew = handler }

/** The renewal under way: what is asked meanwhile waits for it, else it would go out as a guest's. */
let renewing: Promise<boolean> | null = null
const renewed = (): Promise<boolean> => {
  renewing ??= (renew?.() ?? Promise.resolve(false)).finally(() => { renewing = null })
  return renewing
}

const call = async <T>(method: Method, path: string, init: Init): Promise<T> => {
  // The renewal itself asks for a session.
  if (renewing && path !== '/session') await renewing
  const token = tokenStore.get()
  try {
    return await client<T>(method, path, init)
  } catch (error) {
    const expired = error instanceof ApiError && error.status === 401 && token !== null
    if (!expired || !renew) throw error
    // Another request may have renewed the session meanwhile; and what anyone may read, a guest may still read.
    const fresh = tokenStore.get() !== null && tokenStore.get() !== token
    if (fresh || (await renewed()) || method === 'GET') return client<T>(method, path, init)
    throw error
  }
}

export const read = <T>(path: string, query?: Init['query']): Promise<T> => call<T>('GET', path, { query })

/** `key` names the person's intent: a retry of the same intent gives the same key and gets the first answer. */
export const write = <T>(method: Exclude<Method, 'GET'>, path: string, body?: unknown, key: string = uuid()): Promise<T> =>
  call<T>(method, path, { body, headers: { 'Idempotency-Key': key } })
