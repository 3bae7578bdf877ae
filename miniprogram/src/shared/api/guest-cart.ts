import type { StoredLine } from '@siyu/client/shapes'
import { forget, recall, remember } from '../lib/storage'

/** The cart of who has not signed in; lives on the phone. */
const LINES_MAX = 100

export const guestLines = (): StoredLine[] => recall<StoredLine[]>('siyu_cart', [])
/** Another cart is another intent: the key of an interrupted merge is not that of this one. */
export const keepGuestLines = (lines: StoredLine[]): void => {
  remember('siyu_cart', lines.slice(0, LINES_MAX))
  forget('siyu_cart_key')
}
