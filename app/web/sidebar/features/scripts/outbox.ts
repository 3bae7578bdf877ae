import { Problem } from '../../../shared/api/problem'
import { newKey } from '../../../shared/api/client'
import { keep, kept } from '../../shared/keep'
import { contactPath } from '../../shared/queries'
import { api } from '../../shared/session'

/** What has been sent and the shop does not know yet: told again later, because it decides on figures. */
export interface Mark {
  contactId: string
  draftId: string
  text: string
  withCard: boolean
  key: string
}

const waiting = (): Mark[] => JSON.parse(kept('marks') ?? '[]') as Mark[]
const put = (marks: Mark[]): void => keep('marks', marks.length ? JSON.stringify(marks) : null)

export const tell = ({ contactId, draftId, text, withCard, key }: Mark): Promise<unknown> =>
  api.post(`${contactPath(contactId)}/drafts/${draftId}/sent`, { text, withCard }, key)

/** Tells the shop, now or later. */
export async function mark(sent: Omit<Mark, 'key'>, say: (one: Mark) => Promise<unknown> = tell): Promise<void> {
  put([...waiting().filter(({ draftId }) => draftId !== sent.draftId), { ...sent, key: newKey() }])
  await flushMarks(say)
}

/** What the shop refuses for good is forgotten; what did not reach it waits on. */
export async function flushMarks(say: (one: Mark) => Promise<unknown> = tell): Promise<void> {
  for (const one of waiting()) {
    try {
      await say(one)
    } catch (thrown) {
      if (!(thrown instanceof Problem) || thrown.status === 0 || thrown.status === 401 || thrown.status === 429 || thrown.status >= 500) continue
    }
    put(waiting().filter(({ draftId }) => draftId !== one.draftId))
  }
}
