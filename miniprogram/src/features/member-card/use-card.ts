import { useCallback, useEffect, useRef, useState } from 'react'
import { useDidHide, useDidShow } from '@tarojs/taro'
import type { MemberCard } from '@siyu/client/shapes'
import { write } from '@/shared/api/http'

const TICK_MS = 1_000
const TRY_AGAIN_SECONDS = 5

interface State { card: MemberCard | null; error: unknown; missed: boolean }
export interface ShownCard extends State { isStale: boolean; seconds: number; again(): void }

/** The code of now, changed by itself while the page is looked at. The phone's own clock counts, from the moment of the answer: it may go wrong by hours. */
export const useCard = (wanted: boolean): ShownCard => {
  const [state, setState] = useState<State>({ card: null, error: null, missed: false })
  const [now, setNow] = useState(() => Date.now())
  const [visible, setVisible] = useState(true)
  const due = useRef(0)
  const old = useRef(0)
  const asking = useRef(false)

  const again = useCallback(async () => {
    if (asking.current) return
    asking.current = true
    const before = Date.now()
    try {
      const card = await write<MemberCard>('POST', '/me/card')
      due.current = before + card.refreshSeconds * TICK_MS
      old.current = due.current + 30 * TICK_MS
      setState({ card, error: null, missed: false })
    } catch (error) {
      due.current = Date.now() + TRY_AGAIN_SECONDS * TICK_MS
      setState((known) => ({ card: known.card, error, missed: true }))
    } finally {
      asking.current = false
      setNow(Date.now())
    }
  }, [])

  useDidShow(() => setVisible(true))
  useDidHide(() => setVisible(false))
  useEffect(() => {
    if (!wanted || !visible) return
    const tick = (): void => {
      const at = Date.now()
      setNow(at)
      if (at >= due.current) void again()
    }
    tick()
    const timer = setInterval(tick, TICK_MS)
    return () => clearInterval(timer)
  }, [wanted, visible, again])

  return { ...state, isStale: state.card !== null && now >= old.current, seconds: Math.max(0, Math.ceil((due.current - now) / TICK_MS)), again: () => void again() }
}
