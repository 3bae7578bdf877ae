import type { SigningJump } from '@siyu/client/shapes'
import type { PayOutcome } from './wechat-pay'

/** In WeChat the signing page is WeChat's own mini-program (see wechat-signing); nothing is drawn. */
export function Signing(_props: { jump: SigningJump; onSettled(outcome: PayOutcome): void }) {
  return null
}
