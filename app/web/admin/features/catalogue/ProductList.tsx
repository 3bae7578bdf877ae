import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link } from 'react-router'
import type { AdminProductRow } from '../../../shared/api/shapes-goods'
import { priceRange } from '../../../shared/format/money'
import { exactTime } from '../../../shared/format/time'
import { Can } from '../../shared/permission'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { GoodsCell, StateTag, When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { useCategories } from '../../shared/categories'
import { flatten } from '../../shared/category-tree'
import { STATUS_TEXT } from './words'

const columns: Column<AdminProductRow>[] = [
  {
    key: 'title',
    title: '商品',
    width: 340,
    render: (row) => (
      <Link to={`/products/${row.id}`} className="plain-link">
        <GoodsCell imageUrl={row.coverUrl} title={row.title} note={row.skuCount > 1 ? `${row.skuCount} 个规格` : '单一规格'} />
      </Link>
    ),
    text: (row) => row.title,
  },
  { key: 'category', title: '类目', render: (row) => row.categoryName, text: (row) => row.categoryName },
  { key: 'status', title: '状态', render: (row) => <StateTag state={row.status} text={STATUS_TEXT[row.status]} />, text: (row) => STATUS_TEXT[row.status] },
  { key: 'price', title: '售价', numeric: true, render: (row) => priceRange(row.priceFen, row.maxPriceFen), text: (row) => row.priceFen / 100 },
  {
    key: 'available',
    title: '可售库存',
    numeric: true,
    render: (row) => (row.available === 0 ? <span className="clock-late">0 · 售罄</span> : row.available.toLocaleString('zh-CN')),
    text: (row) => row.available,
  },
  { key: 'sold', title: '已售', numeric: true, render: (row) => row.soldCount.toLocaleString('zh-CN'), text: (row) => row.soldCount },
  { key: 'updated', title: '更新', render: (row) => <When at={row.updatedAt} />, text: (row) => exactTime(row.updatedAt) },
]

export function ProductList() {
  const categories = useCategories()
  const filters: Filter[] = [
    {
      kind: 'choice',
      name: 'status',
      label: '状态',
      choices: Object.entries(STATUS_TEXT).map(([value, label]) => ({ value, label })),
    },
    { kind: 'search', name: 'q', label: '搜索商品', placeholder: '标题、编码或条码' },
    {
      kind: 'select',
      name: 'categoryId',
      label: '类目',
      choices: flatten(categories.data?.items ?? []).map(({ category, path }) => ({ value: category.id, label: path })),
    },
  ]
  return (
    <>
      <PageHead
        title="商品"
        actions={
          <Can permission="catalogue.write">
            <Link to="/products/new">
              <Button type="primary" icon={<PlusOutlined />}>
                新建商品
              </Button>
            </Link>
          </Can>
        }
      />
      <CrudTable<AdminProductRow>
        id="products"
        name="商品"
        path="/products"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        open={(row) => `/products/${row.id}`}
        emptyTitle="还没有商品"
        emptyHint="建一个商品，上架后就会出现在小程序里。"
        emptyAction={
          <Link to="/products/new">
            <Button type="primary">新建商品</Button>
          </Link>
        }
      />
    </>
  )
}
