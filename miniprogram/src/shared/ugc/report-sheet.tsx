import { useState } from 'react'
import { Text, Textarea, View } from '@tarojs/components'
import { write } from '../api/http'
import { say } from '../lib/say'
import { useAction } from '../lib/use-action'
import { Button } from '../ui/button'
import { Sheet } from '../ui/sheet'
import { Tick } from '../ui/bits'
import { Tap } from '../ui/tap'
import './report-sheet.scss'

const CAUSES = [['ad', '广告或引流'], ['abuse', '辱骂攻击'], ['false', '内容不实'], ['privacy', '泄露隐私'], ['other', '其他']] as const

/** What is wrong with something that somebody else has written. */
export function ReportSheet({ id, onClose }: { id: string | null; onClose(): void }) {
  const [cause, setCause] = useState<string>('ad')
  const [words, setWords] = useState('')
  const doing = useAction(async (key: string) => {
    await write('POST', `/ugc/${id}/reports`, { cause, words: words.trim() }, key)
    say('已收到，我们会尽快核实')
    onClose()
  })
  return (
    <Sheet open={id !== null} title='举报' onClose={onClose} footer={<Button wide size='large' kind='primary' text='提交举报' busy={doing.busy} onTap={() => void doing.run()} />}>
      <View className='report'>
        {CAUSES.map(([code, text]) => <Tap key={code} role='checkbox' selected={code === cause} label={text} className='report__cause' onTap={() => setCause(code)}><Text className='grow'>{text}</Text><Tick on={code === cause} /></Tap>)}
        <Textarea className='report__words' value={words} maxlength={200} placeholder='补充说明（选填）' aria-label='补充说明' onInput={(e) => setWords(e.detail.value)} />
      </View>
    </Sheet>
  )
}
