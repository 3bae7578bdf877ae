import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Problem } from '../shared/api/problem'
import { boot, leaveForLogin, type Booted } from './boot'
import { isSamePlace, type Host, type Place } from './host'
import { Outside } from './Outside'
import { keep } from './shared/keep'
import { toPlace } from './shared/route'
import { mayRenew, whenEnded } from './shared/session'
import { Toasts } from './shared/toast'
import { Empty, Skeleton } from './shared/ui'
import { View } from './View'

/** Nothing is asked twice within this time: turning between tabs costs nothing. */
const FRESH_MS = 20_000

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      gcTime: 10 * 60_000,
      // Offline is told by the request that fails, not by a wait without end.
      networkMode: 'always',
      retry: (tries, error) => tries < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500),
      retryDelay: (tries) => 600 * 2 ** tries,
    },
    mutations: { networkMode: 'always' },
  },
})

export function App() {
  const [booted, setBooted] = useState<Booted | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    let isOver = false
    void boot().then(({ booted: found, emulatorUrl }) => {
      if (isOver) return
      if (found.kind === 'ready') keep('rescued', null)
      whenEnded(() => {
        if (!mayRenew(Date.now())) return setBooted({ kind: 'failed', words: '登录没有保持住，请从企业微信重新打开' })
        leaveForLogin(emulatorUrl).catch((thrown: Error) => setBooted({ kind: 'failed', words: thrown.message }))
      })
      setBooted(found)
    })
    return () => void (isOver = true)
  }, [round])

  if (booted?.kind === 'outside') return <Outside />
  if (booted?.kind === 'failed')
    return (
      <main className="app">
        <Empty title="没有打开" hint={booted.words}>
          <button type="button" className="button main" onClick={() => { setBooted(null); setRound(round + 1) }}>再试一次</button>
        </Empty>
      </main>
    )
  if (booted?.kind !== 'ready')
    return (
      <main className="app">
        <div className="page"><Skeleton rows={4} /></div>
      </main>
    )
  return (
    <QueryClientProvider client={queries}>
      <main className="app">
        <Toasts>
          <Beside host={booted.host} first={booted.place} userId={booted.userId} />
        </Toasts>
      </main>
    </QueryClientProvider>
  )
}

/** Follows the client from chat to chat: some keep the page open while the guide turns to another customer. */
function Beside({ host, first, userId }: { host: Host; first: Place; userId: string }) {
  const [place, setPlace] = useState(first)
  const seen = useRef(first)
  const look = useCallback(() => {
    if (document.visibilityState !== 'visible') return
    host.where().then(
      (now) => {
        const before = seen.current
        if (isSamePlace(before, now) && before.canSend === now.canSend) return
        seen.current = now
        // What the guide had turned to by hand belonged to the chat before.
        if (!isSamePlace(before, now)) toPlace()
        setPlace(now)
      },
      // Asked again the next time, and once more before anything is sent.
      () => undefined,
    )
  }, [host])
  useEffect(() => {
    document.addEventListener('visibilitychange', look)
    window.addEventListener('focus', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('focus', look)
    }
  }, [look])
  return <View host={host} place={place} userId={userId} />
}
