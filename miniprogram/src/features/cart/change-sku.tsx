import type { CartLine, ProductDetail } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { useQuery } from '@/shared/lib/use-query'
import { useLiveProduct } from '@/shared/live/use-live-product'
import { SkuSheet } from '@/shared/sku/sku-sheet'
import { Sheet } from '@/shared/ui/sheet'
import { Loaded, RowBones } from '@/shared/ui/states'

interface Props { line: CartLine; busy: boolean; onClose(): void; onChange(skuId: string): void }

/** Another SKU of the same product, without leaving the cart. */
export function ChangeSku(props: Props) {
  const { line, onClose } = props
  const product = useQuery(line.productId, () => read<ProductDetail>(`/products/${line.productId}`))
  if (!product.data) return <Sheet open title='换规格' onClose={onClose}><Loaded query={product} bones={<RowBones count={1} />}>{() => null}</Loaded></Sheet>
  return <LiveChoice {...props} product={product.data} />
}

function LiveChoice({ product, line, busy, onClose, onChange }: Props & { product: ProductDetail }) {
  return <SkuSheet open product={useLiveProduct(product)} intent='change' busy={busy} initialSkuId={line.skuId} initialQuantity={line.quantity} onClose={onClose} onChosen={(sku) => onChange(sku.id)} />
}
