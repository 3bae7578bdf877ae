import { InputNumber, Radio } from 'antd'
import type { PostRules } from '../../../shared/api/shapes-community'
import { Field } from '../../shared/form/Field'
import { RulesFrame, RulesMeta, useRules, WithRules, type RulesProps } from '../../shared/form/rules'
import { PageHead, Panel } from '../../shared/ui/page'
import './community.css'
import { LIMIT_TEXT, PER_DAY_MAX, perDayMax } from './post-words'
import './posts.css'

const PLACE = '/group-post-rules'
const WECOM_LIMITS = (Object.keys(LIMIT_TEXT) as PostRules['wecom'][]).map((value) => ({ value, label: LIMIT_TEXT[value] }))

/** How much a group may get. */
export const PostRulesPage = () => <WithRules<PostRules> place={PLACE} form={RulesForm} />

function RulesForm(of: RulesProps<PostRules>) {
  const rules = useRules(of, { place: PLACE, kept: 'group-post.rules', stale: ['group-posts'] })
  const { draft, edit } = rules
  return (
    <>
      <PageHead back={{ to: '/group-posts', text: '内容日历' }} title="群发次数规则" note="一个群能收到多少条，按内容安排的日期计算。" />
      <RulesFrame rules={rules}>
        <Panel title="企业微信的上限">
          <p className="muted contact-line">请和企业微信管理后台里的设置一致。这里算的是本店安排的内容，超出的会被企业微信拒收。</p>
          <Field path="wecom" label="每个群">
            <Radio.Group aria-label="企业微信的上限" options={WECOM_LIMITS} value={draft.wecom} onChange={(event) => edit(limited(draft, event.target.value as PostRules['wecom']))} />
          </Field>
        </Panel>
        <Panel title="本店的上限">
          <Field path="perDay" label="每个群每天最多" hint="比如每天一条秒杀，再加一条内容，就填 2。同一天不会给同一个群发两次相同的文字。">
            <InputNumber<number> aria-label="每个群每天最多几条" min={1} max={perDayMax(draft.wecom)} precision={0} suffix="条" value={draft.perDay} onChange={(perDay) => edit({ perDay: perDay ?? 1 })} />
          </Field>
          <p className="muted contact-line">改小以后，已经安排的内容不会撤掉，到点时超出的群不再发。</p>
          <RulesMeta book={of.book} />
        </Panel>
      </RulesFrame>
    </>
  )
}

/** A day that allows one allows no two. */
const limited = (draft: PostRules, wecom: PostRules['wecom']): Partial<PostRules> => ({ wecom, perDay: Math.min(draft.perDay, perDayMax(wecom), PER_DAY_MAX) })
