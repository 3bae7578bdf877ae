import { useEffect, useState } from 'react'
import { Input, Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { read } from '@/shared/api/http'
import { replace, go } from '@/shared/lib/nav'
import { recall, remember, forget } from '@/shared/lib/storage'
import { Icon } from '@/shared/ui/icon'
import { Tap } from '@/shared/ui/tap'
import './index.scss'

const HISTORY_MAX = 12
const WAIT_MS = 200

export default function SearchPage() {
  const params = useRouter().params
  const hint = params.hint ? decodeURIComponent(params.hint) : ''
  const [text, setText] = useState(params.q ? decodeURIComponent(params.q) : '')
  const [history, setHistory] = useState(() => recall<string[]>('siyu_searches', []))
  const suggestions = useSuggestions(text)

  const search = (words: string): void => {
    const wanted = words.trim() || hint
    if (!wanted) return
    const next = [wanted, ...history.filter((past) => past !== wanted)].slice(0, HISTORY_MAX)
    remember('siyu_searches', next)
    setHistory(next)
    if (params.q) replace('list', { q: wanted })
    else go('list', { q: wanted })
  }
  return (
    <View className='search page'>
      <View className='search__bar'>
        <View className='search__field'>
          <Icon name='search' size={18} />
          <Input className='search__input' value={text} focus placeholder={hint || '搜索商品'} placeholderClass='search__placeholder' confirmType='search' maxlength={40} aria-label='搜索商品'
            onInput={(e) => setText(e.detail.value)} onConfirm={(e) => search(e.detail.value)} />
          {text ? <Tap label='清空' className='search__clear' onTap={() => setText('')}><Icon name='x' size={16} /></Tap> : null}
        </View>
        <Tap label='搜索' className='search__go' onTap={() => search(text)}>搜索</Tap>
      </View>
      {text.trim() ? (
        <View className='search__list'>
          {suggestions.includes(text.trim()) ? null : <Tap label={`搜索“${text.trim()}”`} className='search__row' onTap={() => search(text)}><Icon name='search' size={16} /><Text className='one-line'>搜索“{text.trim()}”</Text></Tap>}
          {suggestions.map((words) => (
            <Tap key={words} label={words} className='search__row' onTap={() => search(words)}><Icon name='search' size={16} /><Marked words={words} part={text.trim()} /></Tap>
          ))}
        </View>
      ) : <Starts history={history} onSearch={search} onForget={() => { forget('siyu_searches'); setHistory([]) }} />}
    </View>
  )
}

function Marked({ words, part }: { words: string; part: string }) {
  const at = words.indexOf(part)
  if (at < 0) return <Text>{words}</Text>
  return <View><Text>{words.slice(0, at)}</Text><Text className='search__mark'>{part}</Text><Text>{words.slice(at + part.length)}</Text></View>
}

function Starts({ history, onSearch, onForget }: { history: string[]; onSearch(words: string): void; onForget(): void }) {
  const [hot, setHot] = useState<string[]>([])
  useEffect(() => {
    read<{ items: string[] }>('/search/hot').then(({ items }) => setHot(items), (error: unknown) => console.warn('no hot words', error))
  }, [])
  return (
    <View className='search__starts'>
      {history.length ? (
        <>
          <View className='search__head'><Text className='card-title'>最近搜过</Text><Tap label='清空搜索记录' className='search__trash' onTap={onForget}><Icon name='trash-2' size={18} /></Tap></View>
          <Chips words={history} onSearch={onSearch} />
        </>
      ) : null}
      {hot.length ? <><View className='search__head'><Text className='card-title'>大家在找</Text></View><Chips words={hot} onSearch={onSearch} /></> : null}
    </View>
  )
}

function Chips({ words, onSearch }: { words: string[]; onSearch(words: string): void }) {
  return <View className='search__chips'>{words.map((word) => <Tap key={word} label={word} className='search__chip' onTap={() => onSearch(word)}><View className='one-line'>{word}</View></Tap>)}</View>
}

/** Asks a moment after the last key; a late answer to an older text is dropped. */
function useSuggestions(text: string): string[] {
  const [items, setItems] = useState<string[]>([])
  useEffect(() => {
    const q = text.trim()
    if (!q) return setItems([])
    let stale = false
    const timer = setTimeout(() => {
      read<{ items: string[] }>('/search/suggestions', { q }).then((answer) => { if (!stale) setItems(answer.items) }, (error: unknown) => console.warn('no suggestions', error))
    }, WAIT_MS)
    return () => { stale = true; clearTimeout(timer) }
  }, [text])
  return items
}
