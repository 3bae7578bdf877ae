import { useCallback, useState } from 'react'
import { later, takeBack } from './later'
import { wordsOf } from './problems'
import { useSay } from './toast'

interface Removal {
  id: string
  /** Said at once, with the offer to take it back. */
  words: string
  run: () => Promise<unknown>
  /** Afterwards, whatever came of it. */
  after: () => void
}

/** Lines that leave the list at once and the shop a little later, so that it can be taken back. */
export function useRemoving(): { isGone: (id: string) => boolean; remove: (removal: Removal) => void } {
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const say = useSay()
  const show = useCallback((id: string) => setGone((before) => new Set([...before].filter((one) => one !== id))), [])
  const remove = useCallback(({ id, words, run, after }: Removal) => {
    setGone((before) => new Set([...before, id]))
    later(id, () => {
      run().then(after, (thrown: unknown) => {
        show(id)
        say(wordsOf(thrown))
        after()
      })
    })
    say(words, { label: '撤销', run: () => void (takeBack(id) && show(id)) })
  }, [say, show])
  return { isGone: (id) => gone.has(id), remove }
}
