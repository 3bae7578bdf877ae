import { useEffect, useMemo, useState } from 'react'
import { useDidHide, useDidShow } from '@tarojs/taro'
import type { ProductDetail } from '@siyu/client/shapes'
import { API_BASE } from '../lib/env'
import { heardOf, withFigures, type Figures } from './figures'
import { follow } from './source'

/** As many SKUs as the server lets one connection follow. */
const SKUS_MAX = 100

/** The product with its stock as it is now, while the page is shown. */
export const useLiveProduct = (product: ProductDetail): ProductDetail => {
  const [shown, setShown] = useState(true)
  const [known, setKnown] = useState<Figures>({})
  useDidShow(() => setShown(true))
  useDidHide(() => setShown(false))
  const query = product.skus.slice(0, SKUS_MAX).map((sku) => `skuIds=${sku.id}`).join('&')
  useEffect(() => {
    if (!shown || !query) return undefined
    const leave = follow(`${API_BASE}/live/stock?${query}`, (name, data) => setKnown((old) => heardOf(old, name, data)))
    return () => {
      leave()
      // What was heard is old by the time the page is read again.
      setKnown({})
    }
  }, [shown, query])
  const skus = withFigures(product.skus, known)
  return useMemo(() => (skus === product.skus ? product : { ...product, skus }), [product, skus])
}
