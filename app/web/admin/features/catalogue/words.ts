import type { ProductKind, ProductStatus } from '../../../shared/api/shapes-goods'

export const STATUS_TEXT: Record<ProductStatus, string> = { on_sale: '在售', draft: '草稿', off_sale: '已下架' }
export const KIND_TEXT: Record<ProductKind, string> = { physical: '实物', virtual: '虚拟', service: '预约服务' }
