import type { StoredLine } from '@siyu/client/shapes'
import { recall, remember } from '../lib/storage'

/** The cart of who has not signed in; lives on the phone. */
const LINES_MAX = 100

export const guestLines = (): StoredLine[] => recall<StoredLine[]>('siyu_cart', [])
export const keepGuestLines = (lines: StoredLine[]): void => remember('siyu_cart', lines.slice(0, LINES_MAX))
