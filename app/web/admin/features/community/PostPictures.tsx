import { CloseOutlined } from '@ant-design/icons'
import { App, Button, Upload } from 'antd'
import { asProblem } from '../../../shared/api/problem'
import type { MediaUploaded } from '../../../shared/api/shapes-goods'
import { api } from '../../shared/session'
import { PICTURES_MAX, type PostDraft } from './post-words'
import './posts.css'

interface Props {
  pictures: PostDraft['pictures']
  add: (picture: PostDraft['pictures'][number]) => void
  drop: (id: string) => void
  locked: boolean
  max?: number
}

/** Pictures of a post: uploaded one by one, taken away again. */
export function PostPictures({ pictures, add, drop, locked, max = PICTURES_MAX }: Props) {
  const { message } = App.useApp()
  const upload = async (file: File): Promise<void> => {
    try {
      const { id, url } = await api.upload<MediaUploaded>('/media', { file }, () => undefined)
      add({ id, url })
    } catch (error) {
      void message.error(asProblem(error).detail)
    }
  }
  return (
    <div className="post-pictures">
      {pictures.map((one, place) => (
        <figure key={one.id}>
          <img src={one.url} alt={`第 ${place + 1} 张图片`} />
          {!locked && <Button className="post-drop" size="small" shape="circle" icon={<CloseOutlined />} aria-label={`移除第 ${place + 1} 张图片`} onClick={() => drop(one.id)} />}
        </figure>
      ))}
      {!locked && pictures.length < max && (
        <Upload accept="image/jpeg,image/png,image/webp" showUploadList={false} beforeUpload={(file) => (void upload(file), false)}>
          <Button>添加图片</Button>
        </Upload>
      )}
    </div>
  )
}
