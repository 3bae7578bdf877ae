import type { AdminProduct, MediaRef, MediaShown, ProductIn } from '../../../shared/api/shapes-goods'
import type { FieldProblems } from '../../shared/form/Field'
import type { DraftState as Kept } from '../../shared/form/useDraft'
import { LIMIT_PER_ORDER_MAX, SKUS_MAX } from './sku-matrix'
import { picturesOf } from './gallery'

export interface DraftMedia extends MediaRef, MediaShown {}

/** A product as it stands in the editor: what is sent, with the pictures' addresses besides. */
export interface Draft extends Omit<ProductIn, 'media' | 'detailMedia'> {
  media: DraftMedia[]
  detailMedia: DraftMedia[]
  /** Pictures of SKUs that are not among the main ones: addresses by id. */
  skuPictures?: Record<string, string>
}

export type DraftState = Kept<Draft>

export const TITLE_LENGTH_MAX = 60
export const MEDIA_MAX = 9
export const DETAIL_MEDIA_MAX = 20

export function emptyDraft(): Draft {
  return {
    kind: 'physical',
    categoryId: '',
    title: '',
    subtitle: '',
    tags: [],
    media: [],
    detailMedia: [],
    detailText: '',
    attributes: [],
    options: [],
    noReasonReturn: true,
    skus: [
      {
        id: null, optionValues: [], code: '', barcode: null, priceFen: 0, marketPriceFen: null, costFen: null,
        weightG: 0, volumeCm3: 0, mediaId: null, limitPerOrder: LIMIT_PER_ORDER_MAX, enabled: true,
      },
    ],
  }
}

export function draftOf(product: AdminProduct): Draft {
  const { kind, categoryId, title, subtitle, tags, media, detailText, attributes, options, noReasonReturn } = product
  return {
    kind,
    categoryId,
    title,
    subtitle,
    tags,
    media,
    detailText,
    attributes,
    options,
    noReasonReturn,
    // Named one by one: the server shows more than it takes, and refuses what it does not know.
    skus: product.skus.map((sku) => ({
      id: sku.id,
      optionValues: sku.optionValues,
      code: sku.code,
      barcode: sku.barcode,
      priceFen: sku.priceFen,
      marketPriceFen: sku.marketPriceFen,
      costFen: sku.costFen,
      weightG: sku.weightG,
      volumeCm3: sku.volumeCm3,
      mediaId: sku.mediaId,
      limitPerOrder: sku.limitPerOrder,
      enabled: sku.enabled,
    })),
    skuPictures: Object.fromEntries(product.skus.flatMap((sku) => (sku.mediaId && sku.imageUrl && !media.some((item) => item.mediaId === sku.mediaId) ? [[sku.mediaId, sku.imageUrl]] : []))),
    detailMedia: product.detailMedia.map((item) => ({
      mediaId: item.mediaId,
      kind: 'image' as const,
      url: item.url ?? '',
      width: item.width ?? 0,
      height: item.height ?? 0,
    })),
  }
}

/** What the server is sent: pictures by id alone. */
export function inputOf({ skuPictures: _shown, ...draft }: Draft): ProductIn {
  return {
    ...draft,
    title: draft.title.trim(),
    subtitle: draft.subtitle.trim(),
    attributes: draft.attributes.filter((attribute) => attribute.name.trim() && attribute.value.trim()),
    media: draft.media.map(({ mediaId, kind }) => ({ mediaId, kind })),
    detailMedia: draft.detailMedia.map(({ mediaId }) => ({ mediaId })),
  }
}

export function check(draft: Draft): FieldProblems {
  const found: FieldProblems = {}
  if (!draft.title.trim()) found['title'] = '请填写标题'
  else if ([...draft.title.trim()].length > TITLE_LENGTH_MAX) found['title'] = `标题最多 ${TITLE_LENGTH_MAX} 字`
  if (!draft.categoryId) found['categoryId'] = '请选择类目'
  if (picturesOf(draft.media).length === 0) found['media'] = '至少要有一张主图'
  draft.options.forEach((option, place) => {
    if (!option.name.trim()) found[`options[${place}].name`] = '请填写规格名'
    else if (draft.options.some((other, at) => at !== place && other.name.trim() === option.name.trim())) found[`options[${place}].name`] = '规格名重复'
    if (option.values.length === 0) found[`options[${place}].values`] = '至少要有一个规格值'
  })
  if (draft.skus.length > SKUS_MAX) found['skus'] = `规格组合有 ${draft.skus.length} 个，最多 ${SKUS_MAX} 个`
  if (!draft.skus.some((sku) => sku.enabled)) found['skus'] = '至少要启用一个规格'
  const codes = new Map<string, number>()
  draft.skus.forEach((sku, place) => {
    const at = (name: string): string => `skus[${place}].${name}`
    if (sku.priceFen <= 0) found[at('priceFen')] = '请填写售价'
    if (sku.marketPriceFen !== null && sku.marketPriceFen < sku.priceFen) found[at('marketPriceFen')] = '划线价不能低于售价'
    if (!sku.code.trim()) found[at('code')] = '请填写编码'
    else if (codes.has(sku.code)) found[at('code')] = '编码重复'
    codes.set(sku.code, place)
    if (draft.kind === 'physical' && sku.weightG <= 0) found[at('weightG')] = '请填写重量'
  })
  return found
}

/** Where a problem of the server is shown: its own field when the editor has it, else the section's. */
export function placeOf(field: string): string {
  if (/^(skus\[\d+\]\.\w+|options\[\d+\]\.\w+|\w+)$/.test(field)) return field
  return field.replace(/[.[].*$/, '')
}
