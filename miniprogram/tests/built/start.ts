import path from 'node:path'
import { createShop } from '../fixtures/shop'
import { WeappHost, type WireAsk } from './weapp-host'

const ROOT = path.resolve(import.meta.dirname, '../../dist/weapp')
const API = '/api/mini'

/** The built mini-program in its host, before a shop that answers as told. */
export const start = (replies: Record<string, object | Error> = {}, stored: Record<string, unknown> = {}, told: Record<string, object> = {}) => {
  const shop = createShop(told)
  const answer = ({ url, method, header, data }: WireAsk) => {
    const { pathname, searchParams } = new URL(url)
    const { status, data: body } = shop.answer({ method, path: pathname.slice(API.length), query: Object.fromEntries(searchParams), body: typeof data === 'string' ? JSON.parse(data) : data, token: header.Authorization?.replace('Bearer ', '') ?? null })
    return { statusCode: status, data: body }
  }
  const host = new WeappHost(ROOT, answer, { login: { code: 'LOGIN' }, showModal: { confirm: true }, requestSubscribeMessage: { T1: 'accept', T2: 'reject', T3: 'accept' }, ...replies }, stored)
  return { shop, host, asked: (method: string, at: string) => shop.asked.filter((ask) => ask.method === method && ask.path === at) }
}

/** A host whose person signed in through the login page. */
export async function memberHost(replies: Record<string, object | Error> = {}, told: Record<string, object> = {}) {
  const set = start(replies, {}, told)
  const login = await set.host.open('features/members/login/index')
  await set.host.tap(login, '微信一键登录')
  await set.host.tap(login, '同意并登录')
  await set.host.until(login, '绑定手机号')
  return set
}
