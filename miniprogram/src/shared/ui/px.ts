import Taro from '@tarojs/taro'

/** A length of the design for inline styles, where no style sheet converts it. */
export const px = (length: number): string => (process.env.TARO_ENV === 'h5' ? `${length}px` : Taro.pxTransform(length))
