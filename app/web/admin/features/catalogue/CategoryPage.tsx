import { DeleteOutlined, EditOutlined, HolderOutlined, PlusOutlined } from '@ant-design/icons'
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core'
import { arrayMove, SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Tooltip } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Id } from '../../../shared/api/shapes'
import type { AdminCategory } from '../../../shared/api/shapes-goods'
import { Can, useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { Photo } from '../../shared/ui/bits'
import { Empty, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './catalogue.css'
import { useCategories } from '../../shared/categories'
import { CategoryDialog, type Editing } from './CategoryDialog'

/** The category tree: order by dragging within one level, attributes per category. */
export function CategoryPage() {
  const categories = useCategories()
  const [editing, setEditing] = useState<Editing | null>(null)
  if (categories.isError) return <Failed error={categories.error} again={() => void categories.refetch()} />
  if (!categories.data) return <PageSkeleton />
  return (
    <>
      <PageHead
        title="类目"
        note="拖动左边的把手改变次序，小程序里按同样的次序显示。"
        actions={
          <Can permission="catalogue.write">
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing({ parentId: null, category: null })}>
              新建类目
            </Button>
          </Can>
        }
      />
      <Panel flush>
        {categories.data.items.length === 0 && <Empty title="还没有类目" hint="商品要归在类目下才能上架。" />}
        <Level parentId={null} items={categories.data.items} edit={setEditing} />
      </Panel>
      {editing && <CategoryDialog editing={editing} close={() => setEditing(null)} />}
    </>
  )
}

interface LevelProps {
  parentId: Id | null
  items: AdminCategory[]
  edit: (editing: Editing) => void
}

function Level({ parentId, items, edit }: LevelProps) {
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [order, setOrder] = useState<Id[] | null>(null)
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }))
  const store = useWrite({
    send: (ids: Id[]) => api.post('/categories/order', { parentId, ids }),
    stale: [],
    onProblem: (problem) => {
      setOrder(null)
      void message.error(`次序没有保存：${problem.detail}`)
      return true
    },
    after: () => void queries.invalidateQueries({ queryKey: ['categories'] }).then(() => setOrder(null)),
  })
  const shown = order ? order.map((id) => items.find((item) => item.id === id)).filter((item) => item !== undefined) : items
  const dropped = ({ active, over }: DragEndEvent): void => {
    if (!over || active.id === over.id) return
    const ids = shown.map((item) => item.id)
    const next = arrayMove(ids, ids.indexOf(String(active.id)), ids.indexOf(String(over.id)))
    setOrder(next)
    store.mutate(next)
  }
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={dropped}>
      <SortableContext items={shown.map((item) => item.id)} strategy={verticalListSortingStrategy}>
        <ul className="category-tree">
          {shown.map((item) => (
            <Row key={item.id} parentId={parentId} category={item} edit={edit} />
          ))}
        </ul>
      </SortableContext>
    </DndContext>
  )
}

/** With those of its children, as the list shows them. */
function productsUnder(category: AdminCategory): number {
  return category.children.reduce((sum, child) => sum + productsUnder(child), category.productCount)
}

function Row({ category, parentId, edit }: { category: AdminCategory; parentId: Id | null; edit: LevelProps['edit'] }) {
  const mayWrite = useCan('catalogue.write')
  const { modal } = App.useApp()
  const { attributes, listeners, setNodeRef, transform, transition } = useSortable({ id: category.id, disabled: !mayWrite })
  const remove = useWrite({ send: () => api.remove(`/categories/${category.id}`), done: `已删除“${category.name}”`, stale: ['categories'] })
  const attributeNames = category.attributeNames ?? []
  return (
    <li ref={setNodeRef} style={{ transform: CSS.Translate.toString(transform), transition: transition ?? '' }}>
      <div className="category-row">
        {mayWrite && (
          <button type="button" className="category-grip" aria-label={`移动${category.name}`} {...attributes} {...listeners}>
            <HolderOutlined />
          </button>
        )}
        <Photo src={category.iconUrl} size={36} />
        <span className="category-words">
          {category.name}
          <small>{attributeNames.length ? `参数：${attributeNames.join('、')}` : '没有要求的参数'}</small>
        </span>
        <Link to={`/products?categoryId=${category.id}`}>{productsUnder(category)} 个商品</Link>
        {mayWrite && (
          <>
            <Tooltip title="加子类目">
              <Button type="text" icon={<PlusOutlined />} aria-label={`在${category.name}下新建`} onClick={() => edit({ parentId: category.id, category: null })} />
            </Tooltip>
            <Tooltip title="编辑">
              <Button type="text" icon={<EditOutlined />} aria-label={`编辑${category.name}`} onClick={() => edit({ parentId, category })} />
            </Tooltip>
            <Tooltip title={category.productCount || category.children.length ? '还有商品或子类目，不能删除' : '删除'}>
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={`删除${category.name}`}
                disabled={category.productCount > 0 || category.children.length > 0}
                onClick={() => modal.confirm({ title: `删除类目“${category.name}”`, content: '类目下没有商品，删除后不影响订单。', okText: '删除', okButtonProps: { danger: true }, onOk: () => remove.mutateAsync(undefined) })}
              />
            </Tooltip>
          </>
        )}
      </div>
      {category.children.length > 0 && <Level parentId={category.id} items={category.children} edit={edit} />}
    </li>
  )
}
