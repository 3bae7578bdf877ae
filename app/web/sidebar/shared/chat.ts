import type { Host, Place } from '../host'

/** The chat with the customer on the screen; `canSend` only while it is the one that is open beside. */
export interface OpenChat {
  host: Host
  place: Place
  contactId: string
  canSend: boolean
}
