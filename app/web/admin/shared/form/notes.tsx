import { Alert, Button } from 'antd'
import type { ReactNode } from 'react'
import { useWrongAmounts } from '../amounts'
import './editor.css'

interface NoteProps {
  type: 'info' | 'warning'
  title: string
  /** The one thing that may be done about it. */
  button: string
  onClick: () => void
}

/** What must be known before one goes on with a form. */
export function FormNote({ type, title, button, onClick }: NoteProps) {
  return (
    <Alert
      className="editor-note"
      type={type}
      showIcon
      title={title}
      action={
        <Button size="small" onClick={onClick}>
          {button}
        </Button>
      }
    />
  )
}

interface SaveBarProps {
  dirty: boolean
  /** Left out where there is nothing to go back to. */
  giveUp?: (() => void) | false
  /** Said while nothing is unsaved. */
  idle?: string
  /** Said in place of what is unsaved. */
  note?: ReactNode
  className?: string
  children: ReactNode
}

/** What becomes of a form: what is unsaved, the way back, and the buttons that save. */
export function SaveBar({ dirty, giveUp, idle = '', note, className = 'save-bar', children }: SaveBarProps) {
  // A text that is no amount is not in the draft, and yet there to be given up.
  const isWrong = useWrongAmounts()
  return (
    <div className={className}>
      <span className={note ? 'muted' : 'muted save-note'}>{note ?? (dirty ? '有未保存的修改，已留在本机' : idle)}</span>
      {(dirty || isWrong) && giveUp && <Button onClick={giveUp}>放弃修改</Button>}
      {children}
    </div>
  )
}
