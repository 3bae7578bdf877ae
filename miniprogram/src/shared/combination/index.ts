import { createCaller } from './caller'
import { openThread } from './thread'

/** The best coupons for a basket, computed beside the page so that taps stay quick; see combine.ts. */
export const bestCombination = createCaller(openThread)
