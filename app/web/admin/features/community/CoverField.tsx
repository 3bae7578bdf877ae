import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Progress } from 'antd'
import { useRef, useState } from 'react'
import { asProblem } from '../../../shared/api/problem'
import type { MediaUploaded } from '../../../shared/api/shapes-goods'
import { Field } from '../../shared/form/Field'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { usePicture } from './card-data'

const FILE_BYTES_MAX = 10 * 1024 * 1024

interface Props {
  mediaId: string | null
  isHome: boolean
  locked: boolean
  choose: (mediaId: string | null) => void
}

/** The cover of a card: a picture of its own, or none, which means the product's. */
export function CoverField({ mediaId, isHome, locked, choose }: Props) {
  const { message } = App.useApp()
  const queries = useQueryClient()
  const picker = useRef<HTMLInputElement>(null)
  const [part, setPart] = useState<number | null>(null)
  const mayUpload = useCan('catalogue.write') && !locked
  const picture = usePicture(mediaId)
  const send = async (file: File): Promise<void> => {
    if (file.size > FILE_BYTES_MAX) return void message.error(`“${file.name}”超过 10 MB，请先压缩`)
    setPart(0)
    try {
      const done = await api.upload<MediaUploaded>('/media', { file }, setPart)
      queries.setQueryData(['media', done.id], done)
      choose(done.id)
    } catch (error) {
      void message.error(`“${file.name}”没有传上：${asProblem(error).detail}`, 6)
    } finally {
      setPart(null)
    }
  }
  const pick = (): void => picker.current?.click()
  return (
    <Field
      path="card.mediaId"
      label="封面"
      required={isHome}
      hint={`按 5:4 裁成微信的样子，主要内容放在中间。${isHome ? '' : '不上传就用商品的第一张图。'}${mayUpload || locked ? '' : '您没有编辑商品的权限，不能上传图片。'}`}
    >
      <div className="cover">
        {part !== null ? (
          <span className="cover-box">
            <Progress type="circle" size={48} percent={Math.round(part * 100)} />
          </span>
        ) : mediaId !== null ? (
          <span className="cover-box">{picture.data ? <img src={picture.data.url} alt="卡片封面" /> : <small className="muted">{picture.isError ? '图片没有取到' : '已上传的封面'}</small>}</span>
        ) : (
          <button type="button" className="cover-box cover-add" disabled={!mayUpload} onClick={pick}>
            <PlusOutlined aria-hidden />
            <small>上传封面</small>
          </button>
        )}
        {mediaId !== null && part === null && (
          <span className="cover-buttons">
            <Button size="small" disabled={!mayUpload} onClick={pick}>
              换一张
            </Button>
            <Button size="small" type="text" disabled={locked} onClick={() => choose(null)}>
              {isHome ? '移除' : '改用商品的图'}
            </Button>
          </span>
        )}
      </div>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label="上传卡片封面"
        accept="image/jpeg,image/png,image/webp"
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) void send(file)
          event.target.value = ''
        }}
      />
    </Field>
  )
}
