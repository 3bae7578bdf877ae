import { createStore } from '../lib/store'

/** The address picked for the order being made; null leaves the choice to the server (the default one). */
export const chosenAddress = createStore<string | null>(null)

/** A new address for an order already made, picked on the address page and taken by the order page. */
export const pickedForOrder = createStore<{ orderId: string; addressId: string } | null>(null)
