import Taro from '@tarojs/taro'

export const say = (text: string): void => void Taro.showToast({ title: text, icon: 'none', duration: 2200 })

/** What to tell a person about a failure: the server's own sentence when there is one. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Error && /[\u4e00-\u9fff]/.test(error.message) ? error.message : '刚才没有成功，请稍后再试'

export const ask = async (title: string, content: string, confirmText: string, danger = false): Promise<boolean> => {
  const { confirm } = await Taro.showModal({ title, content, confirmText, cancelText: '再想想', confirmColor: danger ? '#B3261E' : '#BF4027', cancelColor: '#5B635E' })
  return confirm
}

/** A short knock under the thumb; phones without a motor stay still. */
export const knock = (): void => {
  if (process.env.TARO_ENV === 'weapp') void Taro.vibrateShort({ type: 'light' })
  else if (typeof navigator.vibrate === 'function') navigator.vibrate(12)
}

export const copy = async (text: string): Promise<void> => {
  await Taro.setClipboardData({ data: text })
  if (process.env.TARO_ENV === 'h5') say('已复制')
}
