import type { CartLine, ProductDetail } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { useQuery } from '@/shared/lib/use-query'
import { SkuSheet } from '@/shared/sku/sku-sheet'
import { Sheet } from '@/shared/ui/sheet'
import { Loaded, RowBones } from '@/shared/ui/states'

/** Another SKU of the same product, without leaving the cart. */
export function ChangeSku({ line, busy, onClose, onChange }: { line: CartLine; busy: boolean; onClose(): void; onChange(skuId: string): void }) {
  const product = useQuery(line.productId, () => read<ProductDetail>(`/products/${line.productId}`))
  if (!product.data) return <Sheet open title='换规格' onClose={onClose}><Loaded query={product} bones={<RowBones count={1} />}>{() => null}</Loaded></Sheet>
  return <SkuSheet open product={product.data} intent='change' busy={busy} initialSkuId={line.skuId} initialQuantity={line.quantity} onClose={onClose} onChosen={(sku) => onChange(sku.id)} />
}
