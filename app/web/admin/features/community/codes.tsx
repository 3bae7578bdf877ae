import { App, Image } from 'antd'
import type { ReactNode } from 'react'
import { api } from '../../shared/session'
import { StateTag } from '../../shared/ui/bits'
import { useWrite } from '../../shared/write'

interface Code {
  id: string
  qrUrl: string | null
  rules: { name: string }
}

/** Asks before a code is stopped. `root`: of its query keys, `consequence`: what stopping does to it. */
export function useStopping({ place, root, consequence, refetch }: { place: string; root: string; consequence: string; refetch: () => unknown }) {
  const { modal } = App.useApp()
  const stop = useWrite({ send: (code: Code) => api.post(`${place}/${code.id}/stop`), done: '正在停用', stale: [root], onProblem: () => (void refetch(), false) })
  return {
    isStopping: stop.isPending,
    askStop: (code: Code): void =>
      void modal.confirm({ title: `停用「${code.rules.name}」`, content: consequence, okText: '停用', okButtonProps: { danger: true }, cancelText: '先不', onOk: () => stop.mutate(code) }),
  }
}

/** The code as a picture; a word in its place where there is none. */
export function QrPicture({ code, none = '—' }: { code: Code; none?: string }) {
  return code.qrUrl ? <Image src={code.qrUrl} width={56} height={56} alt={`${code.rules.name}的二维码`} /> : <span className="code-picture muted">{none}</span>
}

/** A state, and below it what is to be known of it. */
export function StateCell({ state, text, children }: { state: string; text: string; children?: ReactNode }) {
  return (
    <span className="contact-words">
      <span>
        <StateTag state={state} text={text} />
      </span>
      {children && <small>{children}</small>}
    </span>
  )
}
