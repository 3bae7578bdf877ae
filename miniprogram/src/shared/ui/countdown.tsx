import { useEffect, useState } from 'react'
import { Text } from '@tarojs/components'
import { remainingText } from '../lib/time'

/** What is left until `until`, each second; then the sentence `over`, once told. */
export function Countdown({ until, over, onOver }: { until: string; over: string; onOver?(): void }) {
  const [now, setNow] = useState(Date.now)
  const left = remainingText(until, now)
  const running = left !== null
  useEffect(() => {
    if (!running) return onOver?.()
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
    // The end is told once, whoever listens by then.
  }, [running])
  return <Text className='num'>{left ?? over}</Text>
}
