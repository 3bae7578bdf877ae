/** Shapes of /api/admin that concern products and categories, as the HTTP contract states them. */
import type { At, Id } from './shapes'

export type ProductKind = 'physical' | 'virtual' | 'service'
export type ProductStatus = 'draft' | 'on_sale' | 'off_sale'

export interface AdminProductRow {
  id: Id
  title: string
  coverUrl: string
  categoryName: string
  status: ProductStatus
  priceFen: number
  maxPriceFen: number
  skuCount: number
  available: number
  soldCount: number
  updatedAt: At
}

export interface SkuIn {
  id: Id | null
  optionValues: string[]
  code: string
  barcode: string | null
  priceFen: number
  marketPriceFen: number | null
  costFen: number | null
  weightG: number
  volumeCm3: number
  mediaId: Id | null
  limitPerOrder: number
  enabled: boolean
}

export interface ProductOption {
  name: string
  values: string[]
}

export interface MediaRef {
  mediaId: Id
  kind: 'image' | 'video'
}

export interface ProductIn {
  kind: ProductKind
  categoryId: Id
  title: string
  subtitle: string
  tags: string[]
  media: MediaRef[]
  detailMedia: { mediaId: Id }[]
  detailText: string
  attributes: { name: string; value: string }[]
  options: ProductOption[]
  noReasonReturn: boolean
  skus: SkuIn[]
}

export interface MediaShown {
  url: string
  width: number
  height: number
  /** Of a video. */
  posterUrl?: string | null
}

export interface AdminProduct extends Omit<ProductIn, 'media' | 'detailMedia' | 'skus'> {
  id: Id
  version: number
  status: ProductStatus
  publishAt: At | null
  updatedAt: At
  media: (MediaRef & MediaShown)[]
  detailMedia: ({ mediaId: Id } & Partial<MediaShown>)[]
  /** `imageUrl` is that of `mediaId`, which need not be among the main pictures. */
  skus: (SkuIn & { imageUrl?: string | null })[]
}

export interface MediaUploaded extends MediaShown {
  id: Id
  renditions: { width: number; url: string }[]
}

export interface VideoUploaded {
  id: Id
  url: string
  width: number
  height: number
  posterUrl: string
}

export interface AdminCategory {
  id: Id
  name: string
  iconUrl: string | null
  iconMediaId: Id | null
  children: AdminCategory[]
  attributeNames: string[]
  productCount: number
  sort: number
}
