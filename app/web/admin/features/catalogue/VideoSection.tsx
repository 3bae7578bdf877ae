import { CloseOutlined, VideoCameraAddOutlined } from '@ant-design/icons'
import { useRef, useState } from 'react'
import { Problem, asProblem } from '../../../shared/api/problem'
import type { VideoUploaded } from '../../../shared/api/shapes-goods'
import { api } from '../../shared/session'
import type { DraftMedia } from './draft'
import { videoProblem } from './gallery'
import { VideoChoice, type Chosen } from './VideoChoice'

interface Props {
  video: DraftMedia | null
  update: (next: DraftMedia | null) => void
}

/** The one video of a product: chosen, given a poster, sent with progress, looked at, removed. */
export function VideoSection({ video, update }: Props) {
  const [chosen, setChosen] = useState<File | null>(null)
  const [part, setPart] = useState<number | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const picker = useRef<HTMLInputElement>(null)

  const choose = (file: File | undefined): void => {
    if (!file) return
    const found = videoProblem(file.size, null)
    setProblem(found)
    setChosen(found ? null : file)
  }
  const send = async ({ file, poster }: Chosen): Promise<void> => {
    setProblem(null)
    setPart(0)
    try {
      const done = await api.upload<VideoUploaded>('/videos', { file, poster }, setPart)
      update({ mediaId: done.id, kind: 'video', url: done.url, width: done.width, height: done.height, posterUrl: done.posterUrl })
      setChosen(null)
    } catch (error) {
      setProblem(words(asProblem(error)))
    } finally {
      setPart(null)
    }
  }
  return (
    <>
      {video ? (
        <div className="video-cell">
          <video key={video.mediaId} src={video.url} poster={video.posterUrl ?? ''} controls playsInline preload="none" aria-label="商品视频" />
          <button type="button" className="media-remove" aria-label="删除视频" onClick={() => update(null)}>
            <CloseOutlined />
          </button>
        </div>
      ) : chosen ? (
        <VideoChoice key={chosen.name + chosen.lastModified} file={chosen} part={part} send={(one) => void send(one)} refuse={setProblem} giveUp={() => { setChosen(null); setProblem(null) }} />
      ) : (
        <button type="button" className="media-cell media-add" aria-label="添加视频" onClick={() => picker.current?.click()}>
          <VideoCameraAddOutlined />
          <span>视频</span>
        </button>
      )}
      {problem && (
        <span className="field-problem" role="alert">
          {problem}
        </span>
      )}
      <input
        ref={picker}
        type="file"
        hidden
        aria-label="上传视频"
        accept="video/mp4"
        onChange={(event) => {
          choose(event.target.files?.[0])
          event.target.value = ''
        }}
      />
    </>
  )
}

const words = (problem: Problem): string => (problem.field === 'poster' ? `封面没有传上：${problem.detail}` : problem.detail)
