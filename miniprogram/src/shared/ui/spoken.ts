/** What a screen reader says: WeChat's attribute names and the web's, whichever the host reads. */
export const spoken = (label: string, role: 'button' | 'tab' | 'checkbox' | 'img' | 'alert' | 'dialog' = 'button', more: Record<string, unknown> = {}): Record<string, unknown> =>
  process.env.TARO_ENV === 'h5'
    ? { role, 'aria-label': label, ...(role === 'img' || role === 'alert' || role === 'dialog' ? {} : { tabIndex: 0 }), ...more }
    : { 'aria-role': role, 'aria-label': label }
