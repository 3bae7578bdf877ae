import type { LossView } from '../../../shared/api/shapes-community'

export const SUPERVISORS_MAX = 20

export const LOSS_TEXT: Record<LossView['state'], string> = { new: '正在通知', told: '已通知', unreachable: '没有通知到', refused: '没有通知成功', silent: '没有通知' }
/** The tones of `StateTag`. */
export const LOSS_TONE: Record<LossView['state'], string> = { new: 'in_transit', told: 'done', unreachable: 'parked', refused: 'parked', silent: 'closed' }

export const whoText = (loss: Pick<LossView, 'byContact' | 'guideName'>): string => (loss.byContact ? `客户删除了${loss.guideName}` : `${loss.guideName}删除了客户`)

/** Whom the message has reached, or why nobody. */
export function toldText(loss: Pick<LossView, 'state' | 'told'>): string {
  switch (loss.state) {
    case 'told':
      return loss.told.join('、')
    case 'new':
      return '消息正在发出'
    case 'silent':
      return '按规则不用通知任何人'
    case 'unreachable':
      return '收件人不在应用的可见范围内'
    case 'refused':
      return '企业微信没有接受这条消息'
  }
}
