import { Modal } from 'antd'
import { useEffect, useState } from 'react'
import { useShortcuts } from '../shared/hooks'

/** Sent to the window by whoever wants the help shown. */
export const HELP_WANTED = 'siyu:help'

const KEYS: readonly (readonly [string, string])[] = [
  ['/', '搜索订单、商品、会员'],
  ['j', '列表里往下一行'],
  ['k', '列表里往上一行'],
  ['Enter', '打开选中的行'],
  ['e', '编辑选中的行'],
  ['?', '这份说明'],
  ['Esc', '关上弹出的窗口'],
]

export function KeyboardHelp() {
  const [open, setOpen] = useState(false)
  useShortcuts({ '?': () => setOpen(true) })
  useEffect(() => {
    const show = (): void => setOpen(true)
    window.addEventListener(HELP_WANTED, show)
    return () => window.removeEventListener(HELP_WANTED, show)
  }, [])
  return (
    <Modal open={open} onCancel={() => setOpen(false)} footer={null} title="键盘快捷键" width={420}>
      <dl className="keys">
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
