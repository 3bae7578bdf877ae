import type { AdminCategory, AdminProduct, AdminProductRow } from '../shared/api/shapes-goods'
import type { StockMove, StockRow, Warehouse } from '../shared/api/shapes-office'

/** Samples for working on the admin without a backend. Pictures are drawn by the middleware under /files. */
export const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()
export const image = (number: number): string => `/files/sample-${number}.svg`
export const id = (kind: number, number: number): string => `0190c000-${kind.toString(16).padStart(4, '0')}-7000-8000-${number.toString().padStart(12, '0')}`

const NAMES: readonly (readonly [string, number, number, string])[] = [
  ['孕期待产包 38 件全套 产妇入院准备', 398_00, 0, '待产必备'],
  ['婴儿绵柔洗脸巾 100 抽 × 6 包', 59_90, 1, '纸品湿巾'],
  ['新生儿纯棉连体衣 四季款', 89_00, 2, '婴幼服饰'],
  ['玻璃宽口奶瓶 防胀气 160ml', 128_00, 3, '喂养用品'],
  ['神经酰胺修护面霜 50g', 219_00, 4, '妈妈护肤'],
  ['婴儿二合一洗发沐浴露 500ml', 78_00, 5, '洗护'],
  ['超薄透气纸尿裤 M 码 60 片', 119_00, 6, '纸尿裤'],
  ['有机小米米粉 6 月龄起 225g', 46_80, 7, '辅食'],
  ['恒温调奶器 家用 1.2L', 269_00, 3, '喂养用品'],
  ['氨基酸洁面慕斯 150ml', 99_00, 4, '妈妈护肤'],
  ['儿童硅胶餐盘 吸盘款', 65_00, 8, '餐具'],
  ['孕妇纯棉哺乳睡衣 月子服', 168_00, 2, '孕妈服饰'],
]

export const warehouses: Warehouse[] = [
  { id: id(9, 1), name: '华东仓', region: '浙江 嘉兴', kind: 'warehouse' },
  { id: id(9, 2), name: '华南仓', region: '广东 东莞', kind: 'warehouse' },
]

const leaf = (number: number, name: string, attributeNames: string[] = []): AdminCategory => ({
  id: id(1, number), name, iconUrl: image(number), iconMediaId: id(7, number), children: [], attributeNames, productCount: number % 4 === 0 ? 0 : number * 2, sort: number,
})

export const categories: AdminCategory[] = [
  { ...leaf(1, '孕产', ['适用阶段']), children: [leaf(2, '待产必备'), leaf(3, '孕妈服饰', ['面料', '尺码说明'])] },
  { ...leaf(5, '婴童', ['适用月龄']), children: [leaf(6, '喂养用品', ['材质', '容量']), leaf(7, '纸尿裤'), leaf(9, '婴幼服饰', ['面料'])] },
  leaf(10, '妈妈护肤', ['净含量', '适用肤质', '备案编号']),
  leaf(8, '节日礼盒'),
]

export const productRows: AdminProductRow[] = NAMES.map(([title, priceFen, , categoryName], place) => ({
  id: id(2, place), title, coverUrl: image(place), categoryName,
  status: place === 10 ? 'draft' : place === 11 ? 'off_sale' : 'on_sale',
  priceFen, maxPriceFen: place % 3 === 2 ? priceFen + 30_00 : priceFen, skuCount: place % 3 === 2 ? 6 : 1,
  available: place === 6 ? 0 : 37 + place * 61, soldCount: 12_480 >> (place % 6), updatedAt: ago(place * 371 + 4),
}))

export const products = new Map<string, AdminProduct>(
  productRows.map((row, place) => {
    const options = row.skuCount > 1 ? [{ name: '颜色', values: ['米白', '豆绿'] }, { name: '尺码', values: ['59', '66', '73'] }] : []
    const combos = options.length ? ['米白', '豆绿'].flatMap((color) => ['59', '66', '73'].map((size) => [color, size])) : [[]]
    const product: AdminProduct = {
      id: row.id, version: 3, status: row.status, publishAt: null, updatedAt: row.updatedAt, kind: 'physical', categoryId: id(1, 9),
      title: row.title, subtitle: 'A 类面料，缝线外置，洗过更软', tags: ['新生可用', '七天无理由'],
      media: [0, 1, 2].map((shift) => ({ mediaId: id(7, place * 10 + shift), kind: 'image', url: image(place + shift * 5), width: 800, height: 800 })),
      detailMedia: [{ mediaId: id(7, place * 10 + 8), url: image(place + 3), width: 800, height: 800 }],
      detailText: '第一次穿之前请用温水手洗。\n每一件都做过色牢度与甲醛检测，报告可在客服处索取。',
      attributes: [{ name: '面料', value: '95% 棉，5% 氨纶' }, { name: '适用月龄', value: '0–12 个月' }],
      options, noReasonReturn: true,
      skus: combos.map((optionValues, at) => ({
        id: id(3, place * 10 + at), optionValues, code: `NH${String(place).padStart(3, '0')}-${String(at + 1).padStart(2, '0')}`, barcode: null,
        priceFen: row.priceFen + (optionValues[1] === '73' ? 30_00 : 0), marketPriceFen: row.priceFen + 60_00, costFen: Math.round(row.priceFen * 0.42),
        weightG: 180, volumeCm3: 900, mediaId: null, limitPerOrder: 0, enabled: true,
      })),
    }
    return [row.id, product] as const
  }),
)

export const stock: StockRow[] = productRows.flatMap((row, place) =>
  warehouses.map((warehouse, at) => {
    const onHand = row.available === 0 ? 3 : 40 + place * 13 + at * 7
    const reserved = row.available === 0 ? 3 : (place * 3) % 11
    return {
      skuId: id(3, place * 10), productId: row.id, title: row.title, optionText: row.skuCount > 1 ? '米白 · 59' : '标准', imageUrl: row.coverUrl,
      code: `NH${String(place).padStart(3, '0')}-01`, warehouseId: warehouse.id, warehouseName: warehouse.name, onHand, reserved, free: onHand - reserved, safety: place === 4 ? 100 : 10,
    }
  }),
)

export const moves: StockMove[] = stock.slice(0, 14).map((row, place) => ({
  id: id(12, place), at: ago(place * 47 + 2), skuId: row.skuId, title: row.title, optionText: row.optionText, warehouseName: row.warehouseName,
  kind: 'ship', kindText: ['下单占用', '发货出库', '采购入库', '释放占用'][place % 4] as string,
  onHandDelta: [0, -1, 50, 0][place % 4] as number, reservedDelta: [2, -1, 0, -2][place % 4] as number,
  onHandAfter: row.onHand, reservedAfter: row.reserved, reference: `20261122${String(100000 + place * 7919)}0001`, by: place % 4 === 2 ? '林晚' : '系统',
}))
