import { createClient } from '../../shared/api/client'

const TOKEN_KEY = 'siyu.admin.token'
const listeners = new Set<() => void>()
let token = localStorage.getItem(TOKEN_KEY)

/** The operator's token, kept over reloads and shared by all tabs. */
export const session = {
  token: (): string | null => token,
  open(next: string): void {
    token = next
    localStorage.setItem(TOKEN_KEY, next)
    listeners.forEach((told) => told())
  },
  end(): void {
    token = null
    localStorage.removeItem(TOKEN_KEY)
    listeners.forEach((told) => told())
  },
  subscribe(told: () => void): () => void {
    listeners.add(told)
    return () => listeners.delete(told)
  },
}

// Signing in or out in another tab holds for this one too.
window.addEventListener('storage', (event) => {
  if (event.key !== TOKEN_KEY || event.newValue === token) return
  token = event.newValue
  listeners.forEach((told) => told())
})

export const api = createClient({ base: '/api/admin', token: session.token, onSessionEnded: session.end })
