import { useEffect, useMemo, useState } from 'react'
import { Text } from '@tarojs/components'
import { remainingText } from '../lib/time'

/** What is left until `until`, each second; then the sentence `over`, once told. `serverNow`, fresh from an answer, corrects a phone whose clock is off. */
export function Countdown({ until, over, onOver, serverNow }: { until: string; over: string; onOver?(): void; serverNow?: string }) {
  const [now, setNow] = useState(Date.now)
  const ahead = useMemo(() => (serverNow ? Date.parse(serverNow) - Date.now() : 0), [serverNow])
  const left = remainingText(until, now + ahead)
  const running = left !== null
  useEffect(() => {
    if (!running) return onOver?.()
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
    // The end is told once, whoever listens by then.
  }, [running])
  return <Text className='num'>{left ?? over}</Text>
}
