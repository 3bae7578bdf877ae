import Taro from '@tarojs/taro'
import type { SigningJump } from '@siyu/client/shapes'

/** Opens WeChat's signing mini-program. What was answered there is asked of the server when the person comes back. */
export const signInWechat = ({ appId, path, extraData }: SigningJump): Promise<boolean> =>
  new Promise((settle) => {
    void Taro.navigateToMiniProgram({ appId, path, extraData, success: () => settle(true), fail: () => settle(false) })
  })
