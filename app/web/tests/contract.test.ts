import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answer } from '../dev/routes'
import { id } from '../dev/goods'

/** The samples are typed by our shapes; the server's own description must agree with them, or the shapes are wrong. */
interface Schema {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: Schema
  oneOf?: Schema[]
  anyOf?: Schema[]
}
interface Described {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema?: Schema }> }> }>>
  components: { schemas: Record<string, Schema> }
}

const api = JSON.parse(readFileSync(join(import.meta.dirname, '../../../openapi.json'), 'utf8')) as Described

function differences(value: unknown, schema: Schema | undefined, at: string): string[] {
  if (!schema) return [`${at}: no schema`]
  if (schema.$ref) return differences(value, api.components.schemas[schema.$ref.split('/').at(-1) as string], at)
  const options = schema.oneOf ?? schema.anyOf
  if (options) {
    const each = options.map((option) => differences(value, option, at))
    return each.find((found) => found.length === 0) ?? each.at(-1) ?? []
  }
  if (value === null) return [schema.type].flat().includes('null') ? [] : [`${at}: null is not described`]
  if (Array.isArray(value)) return schema.items ? value.flatMap((item, place) => differences(item, schema.items, `${at}[${place}]`)) : [`${at}: not described as a list`]
  if (typeof value === 'object') {
    const of = schema.additionalProperties
    if (of && !schema.properties) return Object.entries(value).flatMap(([name, item]) => differences(item, of, `${at}.${name}`))
    if (!schema.properties) return [`${at}: not described as an object`]
    const has = value as Record<string, unknown>
    return [
      ...Object.keys(has).filter((name) => !(name in (schema.properties ?? {}))).map((name) => `${at}.${name}: the server does not answer it`),
      ...Object.entries(has).filter(([name]) => name in (schema.properties ?? {})).flatMap(([name, item]) => differences(item, schema.properties?.[name], `${at}.${name}`)),
    ]
  }
  const kind = typeof value === 'number' ? ['integer', 'number'] : [typeof value]
  return [schema.type].flat().some((type) => kind.includes(type ?? '')) || schema.type === undefined ? [] : [`${at}: ${typeof value} against ${String(schema.type)}`]
}

const READ: readonly (readonly [string, string])[] = [
  ['/products', '/products'],
  ['/products/{product_id}', `/products/${id(2, 2)}`],
  ['/categories', '/categories'],
  ['/warehouses', '/warehouses'],
  ['/stock', '/stock'],
  ['/stock/moves', '/stock/moves'],
  ['/fulfilments', '/fulfilments'],
  ['/parcels/{parcel_id}', `/parcels/${id(6, 1)}`],
  ['/work-orders', '/work-orders'],
  ['/money/ledger', '/money/ledger'],
  ['/money/summary', '/money/summary'],
  ['/refunds/stuck', '/refunds/stuck'],
  ['/members', '/members'],
  ['/members/{member_id}/points', `/members/${id(22, 0)}/points`],
  ['/members/{member_id}/points/statement', `/members/${id(22, 0)}/points/statement`],
  ['/points/rule', '/points/rule'],
  ['/points/liability', '/points/liability'],
  ['/points/adjustments', '/points/adjustments'],
  ['/operators', '/operators'],
  ['/roles', '/roles'],
  ['/permissions', '/permissions'],
  ['/session', '/session'],
  ['/me/sessions', '/me/sessions'],
  ['/audit', '/audit'],
  ['/audit/verify', '/audit/verify'],
  ['/deliveries', '/deliveries'],
  ['/inbox', '/inbox'],
  ['/orders', '/orders'],
  ['/orders/{order_id}', `/orders/${id(4, 0)}`],
  ['/after-sales', '/after-sales'],
  ['/after-sales/{after_sale_id}', `/after-sales/${id(10, 1)}`],
  ['/dashboard', '/dashboard'],
  ['/attention', '/attention'],
  ['/search', '/search'],
  ['/wecom/state', '/wecom/state'],
  ['/wecom/guides', '/wecom/guides'],
  ['/wecom/tags', '/wecom/tags'],
  ['/wecom/contacts', '/wecom/contacts'],
  ['/wecom/live-codes', '/wecom/live-codes'],
  ['/wecom/transfers', '/wecom/transfers'],
  ['/wecom/transfers/{transfer_id}', `/wecom/transfers/${id(70, 3)}`],
  ['/wecom/transfers/{transfer_id}/contacts', `/wecom/transfers/${id(70, 3)}/contacts`],
  ['/wecom/transfer-rules', '/wecom/transfer-rules'],
  ['/wecom/unassigned', '/wecom/unassigned'],
  ['/performance', '/performance'],
  ['/performance/{user_id}/replies', '/performance/guide-1/replies'],
  ['/personal-guides', '/personal-guides'],
  ['/wecom/losses', '/wecom/losses'],
  ['/wecom/loss-rules', '/wecom/loss-rules'],
  ['/media/{media_id}', `/media/${id(7, 12)}`],
  ['/wecom/contacts/{contact_id}', '/wecom/contacts/wmSample0'],
]

for (const [route, path] of READ) {
  const read = api.paths[`/api/admin${route}`]?.['get']
  // A route that openapi.json does not hold yet is shown as skipped until the description is written anew.
  test.skipIf(!read)(`GET ${route} answers what our shapes say`, () => {
    const reply = answer({ method: 'GET', path: `/admin${path}`, query: new URLSearchParams(), body: {}, signedIn: true })
    expect(reply.status).toBe(200)
    const schema = read?.responses['200']?.content?.['application/json']?.schema
    expect([...new Set(differences(reply.body, schema, '').map((text) => text.replace(/\[\d+\]/g, '[]')))]).toEqual([])
  })
}
