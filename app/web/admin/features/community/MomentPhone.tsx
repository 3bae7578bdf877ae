import './posts.css'
import './moments.css'

interface Props {
  guide: string
  text: string
  pictureUrls: readonly string[]
  link: { title: string; pictureUrl: string | null } | null
}

/** The moment as a customer finds it among their friends'. */
export function MomentPhone({ guide, text, pictureUrls, link }: Props) {
  return (
    <div className="post-phone" aria-label="客户看到的样子">
      <header>朋友圈</header>
      <div className="moment-seen">
        <span className="post-face" aria-hidden>
          {[...guide][0] ?? '导'}
        </span>
        <div>
          <b>{guide}</b>
          {text.trim() ? <p>{text.trim()}</p> : <p className="muted">还没有内容</p>}
          {pictureUrls.length > 0 && (
            <div className="moment-pictures">
              {pictureUrls.map((url, place) => (
                <img key={`${url}${place}`} src={url} alt={`第 ${place + 1} 张图片`} />
              ))}
            </div>
          )}
          {link && (
            <div className="moment-link">
              {link.pictureUrl ? <img src={link.pictureUrl} alt="" /> : <span>封面</span>}
              <b>{link.title}</b>
            </div>
          )}
        </div>
      </div>
    </div>
  )
}
