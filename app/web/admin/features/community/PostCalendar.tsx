import { LeftOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { GroupPostView, PostWeek } from '../../../shared/api/shapes-community'
import { Can } from '../../shared/permission'
import { StateTag } from '../../shared/ui/bits'
import { Failed, PageHead, PageSkeleton } from '../../shared/ui/page'
import { useWecomState } from './data'
import { NoWecom } from './NotSetUp'
import { usePostWeek } from './post-data'
import { addDays, daysOf, dayOf, dayText, gapText, POST_TEXT, POST_TONE, progressText, timeOf, weekdayOf } from './post-words'
import { PostsInDoubt, PostUse } from './PostUse'
import './posts.css'

const TITLE = '内容日历'
const WEEK = 7

/** A week of what is said in groups: counts, days without anything, and how far each has come. */
export function PostCalendar() {
  const [search, setSearch] = useSearchParams()
  const day = search.get('day')
  const week = usePostWeek(day)
  const state = useWecomState(false)
  if (state.data?.isOn === false) return <NoWecom title={TITLE} />
  if (week.isError && !week.data) return <Failed error={week.error} again={() => void week.refetch()} />
  if (!week.data) return <PageSkeleton />
  const { startsOn, advice, count, gaps } = week.data
  const turn = (days: number) => setSearch({ day: addDays(startsOn, days) })
  return (
    <>
      <PageHead
        title={TITLE}
        note="到点后把内容交给群主，群主在企业微信确认后发出。"
        actions={
          <Can permission="community.write">
            <Link to="/group-posts/new">
              <Button type="primary">新建内容</Button>
            </Link>
          </Can>
        }
      />
      <div className="post-turn">
        <Button icon={<LeftOutlined />} aria-label="上一周" onClick={() => turn(-WEEK)} />
        <b>
          {dayText(startsOn)} 至 {dayText(addDays(startsOn, WEEK - 1))}
        </b>
        <Button icon={<RightOutlined />} aria-label="下一周" onClick={() => turn(WEEK)} />
        {day && <Button onClick={() => setSearch({})}>回到本周</Button>}
        <span className="muted">
          共 {count} 条，{gapText(gaps)}
        </span>
      </div>
      <PostUse use={week.data.use} />
      <PostsInDoubt posts={week.data.inDoubt} />
      {advice && <Alert className="post-advice" type="info" showIcon title={advice} />}
      <Days week={week.data} />
    </>
  )
}

function Days({ week }: { week: PostWeek }) {
  return (
    <div className="post-week">
      {daysOf(week.startsOn).map((day) => {
        const posts = week.posts.filter((post) => dayOf(post.plannedAt) === day)
        return (
          <section key={day} className={week.gaps.includes(day) ? 'post-day post-day-gap' : 'post-day'}>
            <h2>
              {weekdayOf(day)} <small>{dayText(day)}</small>
            </h2>
            {posts.map((post) => (
              <Item key={post.id} post={post} />
            ))}
            <Can permission="community.write">
              <Link className="post-day-add" to={`/group-posts/new?day=${day}`} aria-label={`在${weekdayOf(day)}新建内容`}>
                <PlusOutlined aria-hidden /> 新建
              </Link>
            </Can>
          </section>
        )
      })}
    </div>
  )
}

function Item({ post }: { post: GroupPostView }) {
  return (
    <Link to={`/group-posts/${post.id}`} className={post.state === 'cancelled' ? 'post-item post-off' : 'post-item'}>
      <b>{timeOf(post.plannedAt)}</b>
      <StateTag state={POST_TONE[post.state]} text={POST_TEXT[post.state]} />
      <p>{post.content.text}</p>
      <small>{progressText(post)}</small>
    </Link>
  )
}
