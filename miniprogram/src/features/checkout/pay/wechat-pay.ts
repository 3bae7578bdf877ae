import Taro from '@tarojs/taro'
import type { Payment } from '@siyu/client/shapes'

export interface PayOutcome { result: 'ok' | 'cancel' | 'fail'; message: string }

/** WeChat's own payment sheet. Its word is not proof of payment: the result page asks the server. */
export const payInWechat = async (payment: Payment): Promise<PayOutcome> => {
  try {
    await Taro.requestPayment({ timeStamp: payment.timeStamp, nonceStr: payment.nonceStr, package: payment.package, signType: payment.signType, paySign: payment.paySign })
    return { result: 'ok', message: '' }
  } catch (error) {
    const reason = String((error as { errMsg?: string }).errMsg ?? '')
    return reason.includes('cancel') ? { result: 'cancel', message: '' } : { result: 'fail', message: '微信支付暂时没有成功，请稍后再试' }
  }
}
