import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core'
import { arrayMove, rectSortingStrategy, SortableContext, sortableKeyboardCoordinates, useSortable } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { App, Progress } from 'antd'
import { useRef, useState } from 'react'
import { asProblem } from '../../../shared/api/problem'
import type { MediaUploaded } from '../../../shared/api/shapes-goods'
import { newKey } from '../../../shared/api/client'
import { api } from '../../shared/session'
import type { DraftMedia } from './draft'

const FILE_BYTES_MAX = 10 * 1024 * 1024

interface Props {
  label: string
  items: DraftMedia[]
  max: number
  /** Takes a function, because several uploads finish on their own time. */
  update: (next: (now: DraftMedia[]) => DraftMedia[]) => void
  firstIsCover?: boolean
}

interface Upload {
  key: string
  name: string
  part: number
}

/** Pictures: added with progress, ordered by dragging (or with the keyboard), removed. */
export function MediaGrid({ label, items, max, update, firstIsCover }: Props) {
  const { message } = App.useApp()
  const [uploads, setUploads] = useState<Upload[]>([])
  const picker = useRef<HTMLInputElement>(null)
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )

  const send = async (file: File): Promise<void> => {
    if (file.size > FILE_BYTES_MAX) {
      void message.error(`“${file.name}”超过 10 MB，请先压缩`)
      return
    }
    const key = newKey()
    setUploads((now) => [...now, { key, name: file.name, part: 0 }])
    try {
      const done = await api.upload<MediaUploaded>('/media', { file }, (part) =>
        setUploads((now) => now.map((upload) => (upload.key === key ? { ...upload, part } : upload))),
      )
      update((now) =>
        now.length >= max || now.some((item) => item.mediaId === done.id)
          ? now
          : [...now, { mediaId: done.id, kind: 'image', url: done.url, width: done.width, height: done.height }],
      )
    } catch (error) {
      void message.error(`“${file.name}”没有传上：${asProblem(error).detail}`, 6)
    } finally {
      setUploads((now) => now.filter((upload) => upload.key !== key))
    }
  }
  const take = (files: Iterable<File>): void => {
    const room = max - items.length - uploads.length
    const all = [...files]
    if (all.length > room) void message.warning(`最多 ${max} 张，多出的 ${all.length - Math.max(room, 0)} 张没有上传`)
    for (const file of all.slice(0, Math.max(room, 0))) void send(file)
  }
  const dropped = ({ active, over }: DragEndEvent): void => {
    if (!over || active.id === over.id) return
    update((now) =>
      arrayMove(
        now,
        now.findIndex((item) => item.mediaId === active.id),
        now.findIndex((item) => item.mediaId === over.id),
      ),
    )
  }
  return (
    <div
      className="media-grid"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        take(event.dataTransfer.files)
      }}
    >
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={dropped}>
        <SortableContext items={items.map((item) => item.mediaId)} strategy={rectSortingStrategy}>
          {items.map((item, place) => (
            <Picture
              key={item.mediaId}
              item={item}
              label={`${label}第 ${place + 1} 张`}
              badge={firstIsCover && place === 0 ? '封面' : null}
              remove={() => update((now) => now.filter((other) => other.mediaId !== item.mediaId))}
            />
          ))}
        </SortableContext>
      </DndContext>
      {uploads.map((upload) => (
        <div key={upload.key} className="media-cell media-busy">
          <Progress type="circle" size={48} percent={Math.round(upload.part * 100)} />
          <small>{upload.part < 1 ? upload.name : '正在处理'}</small>
        </div>
      ))}
      {items.length + uploads.length < max && (
        <button type="button" className="media-cell media-add" onClick={() => picker.current?.click()}>
          <PlusOutlined />
          <span>
            {items.length + uploads.length}/{max}
          </span>
        </button>
      )}
      <input
        ref={picker}
        type="file"
        hidden
        multiple
        aria-label={`上传${label}`}
        accept="image/jpeg,image/png,image/webp"
        onChange={(event) => {
          take(event.target.files ?? [])
          event.target.value = ''
        }}
      />
    </div>
  )
}

function Picture({ item, label, badge, remove }: { item: DraftMedia; label: string; badge: string | null; remove: () => void }) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id: item.mediaId })
  return (
    <div
      ref={setNodeRef}
      className={`media-cell ${isDragging ? 'media-moving' : ''}`}
      style={{ transform: CSS.Transform.toString(transform), transition: transition ?? '' }}
    >
      <div className="media-grip" aria-label={`${label}，拖动可改变次序`} {...attributes} {...listeners}>
        <img src={item.url} alt="" draggable={false} />
      </div>
      {badge && <span className="media-badge">{badge}</span>}
      <button type="button" className="media-remove" aria-label={`删除${label}`} onClick={remove}>
        <CloseOutlined />
      </button>
    </div>
  )
}
