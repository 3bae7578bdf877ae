import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { useOnline } from './hooks'
import { wordsOf } from './problems'

/** Grey bars in the shape of what comes; they appear only where the answer takes longer than a blink. */
export function Skeleton({ rows = 4, tall = false }: { rows?: number; tall?: boolean }) {
  return (
    <div className={tall ? 'bones tall' : 'bones'} role="status" aria-label="正在读取">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="bone">
          <i />
          <i />
        </div>
      ))}
    </div>
  )
}

export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <b>{title}</b>
      {hint && <p>{hint}</p>}
      {children}
    </div>
  )
}

/** Says what went wrong in the server's own sentence, and offers to try again. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const detail = wordsOf(error)
  return (
    <div className="empty failed" role="alert">
      <b>没有读到</b>
      <p>{detail}</p>
      <button type="button" className="button" onClick={onRetry}>再试一次</button>
    </div>
  )
}

export function Avatar({ url, name, size = 44 }: { url: string | null | undefined; name: string; size?: number }) {
  const [isBroken, setBroken] = useState(false)
  const style = { width: size, height: size }
  if (!url || isBroken) return <span className="avatar" style={style} aria-hidden="true">{[...name][0] ?? '客'}</span>
  return <img className="avatar" style={style} src={url} alt="" onError={() => setBroken(true)} />
}

/** A picture of a product; a plain tile where there is none. */
export function Thumb({ url, size = 48 }: { url: string | null | undefined; size?: number }) {
  const style = { width: size, height: size }
  const isOnline = useOnline()
  const [isBroken, setBroken] = useState(false)
  // What could not be fetched without a network is tried again with one.
  useEffect(() => setBroken(false), [url, isOnline])
  if (!url || isBroken) return <span className="thumb" style={style} aria-hidden="true" />
  return <img className="thumb" style={style} src={url} alt="" loading="lazy" onError={() => setBroken(true)} />
}

interface SheetProps {
  title: string
  onClose: () => void
  children: ReactNode
  /** On the button that leaves it. */
  leave?: string
  /** Under the content, always on the screen. */
  foot?: ReactNode
}

/** A sheet from below. The browser's own dialog: focus stays inside, Escape closes, what lies behind is inert. */
export function Sheet({ title, onClose, children, leave = '取消', foot }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const label = useId()
  // Before the effects of what is inside, which measure and focus.
  useLayoutEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    return () => (before instanceof HTMLElement ? before.focus() : undefined)
  }, [])
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={label}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="sheet-body">
        <header>
          <h2 id={label}>{title}</h2>
          <button type="button" className="button plain" onClick={onClose}>{leave}</button>
        </header>
        <div className="sheet-content">{children}</div>
        {foot && <footer>{foot}</footer>}
      </div>
    </dialog>
  )
}

/** A heading with what belongs to it. */
export function Part({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="part">
      <header>
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  )
}
