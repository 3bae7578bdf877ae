import Taro from '@tarojs/taro'
import type { Payment } from '@siyu/client/shapes'

export interface PayOutcome { result: 'ok' | 'cancel' | 'fail'; message: string }

/**
 * WeChat's own payment sheet. Its word is not proof of payment: the result page asks the server.
 * Called back, not awaited: Taro does not turn this call into a promise, and awaiting it would be over at once.
 */
export const payInWechat = ({ timeStamp, nonceStr, package: prepay, signType, paySign }: Payment): Promise<PayOutcome> =>
  new Promise((settle) => {
    void Taro.requestPayment({
      timeStamp, nonceStr, package: prepay, paySign, signType: signType as keyof Taro.requestPayment.SignType,
      success: () => settle({ result: 'ok', message: '' }),
      fail: ({ errMsg }) => settle(errMsg.includes('cancel') ? { result: 'cancel', message: '' } : { result: 'fail', message: '微信支付暂时没有成功，请稍后再试' }),
    })
  })
