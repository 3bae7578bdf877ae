import { Button, Progress } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { videoProblem } from './gallery'

/** What is sent: the video, and the picture that stands for it until it plays. */
export interface Chosen {
  file: File
  poster: File
}

interface Props {
  file: File
  /** How much has gone out, 0 to 1; null: nothing is being sent. */
  part: number | null
  send: (chosen: Chosen) => void
  refuse: (problem: string | null) => void
  giveUp: () => void
}

// The first frames are often black.
const FIRST_POSTER_SECONDS = 0.5
const POSTER_QUALITY = 0.92

/** A video that was chosen and is not sent yet. Its poster is a frame of it, or a picture of the operator's. */
export function VideoChoice({ file, part, send, refuse, giveUp }: Props) {
  const player = useRef<HTMLVideoElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const [poster, setPoster] = useState<File | null>(null)
  const [isSeen, setSeen] = useState(true)
  const [isLong, setLong] = useState(false)
  const video = useAddress(file)
  const picture = useAddress(poster)

  const take = (): void => {
    const frame = player.current
    if (frame) void frameOf(frame).then((made) => made && setPoster(made))
  }
  const measured = (): void => {
    const found = videoProblem(file.size, player.current?.duration ?? null)
    refuse(found)
    setLong(found !== null)
    if (player.current) player.current.currentTime = Math.min(FIRST_POSTER_SECONDS, player.current.duration / 2 || 0)
  }
  return (
    <div className="video-choice">
      <figure>
        {isSeen && video ? (
          <video ref={player} src={video} controls muted playsInline preload="auto" aria-label="视频预览" onLoadedMetadata={measured} onSeeked={() => poster ?? take()} onError={() => setSeen(false)} />
        ) : (
          <span>这个浏览器放不出预览，请选一张封面图</span>
        )}
        <figcaption>{file.name}</figcaption>
      </figure>
      <figure>
        {picture ? <img src={picture} alt="封面" /> : <span>还没有封面</span>}
        <figcaption>封面，播放前显示</figcaption>
      </figure>
      <div className="video-buttons">
        {part === null ? (
          <>
            {isSeen && <Button onClick={take}>用当前画面作封面</Button>}
            <Button onClick={() => picker.current?.click()}>选一张封面图</Button>
            <Button type="primary" disabled={!poster || isLong} onClick={() => poster && send({ file, poster })}>
              上传视频
            </Button>
            <Button type="text" onClick={giveUp}>
              取消
            </Button>
          </>
        ) : (
          <>
            <Progress percent={Math.round(part * 100)} aria-label="上传进度" />
            <small>{part < 1 ? '正在上传' : '正在检查视频'}</small>
          </>
        )}
      </div>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label="上传封面图"
        accept="image/jpeg,image/png,image/webp"
        onChange={(event) => {
          setPoster(event.target.files?.[0] ?? poster)
          event.target.value = ''
        }}
      />
    </div>
  )
}

/** An address of a file in this browser, given back when it is no longer shown. */
function useAddress(file: File | null): string | null {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    const made = file && URL.createObjectURL(file)
    setAddress(made)
    return () => {
      if (made) URL.revokeObjectURL(made)
    }
  }, [file])
  return address
}

/** What the player shows; null when it shows nothing yet. */
async function frameOf(player: HTMLVideoElement): Promise<File | null> {
  const canvas = document.createElement('canvas')
  canvas.width = player.videoWidth
  canvas.height = player.videoHeight
  canvas.getContext('2d')?.drawImage(player, 0, 0)
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', POSTER_QUALITY))
  return blob && new File([blob], 'poster.jpg', { type: blob.type })
}
