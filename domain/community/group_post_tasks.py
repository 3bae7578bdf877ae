"""The owner's task of confirming a message: given when WeCom has it, ended by what WeCom tells of it (G2)."""

from datetime import timedelta

from domain.community.group_post_rules import cause_of
from ports.community.group_posts import GroupPost, SendKey
from ports.community.guide_tasks import GuideTasks, NewGuideTask
from ports.kernel import Clock, Tx

DUE_IN = timedelta(days=1)
"""The application reminds after an hour; this is for whoever has not confirmed by the next day."""
DUE_IN_BY_CHAT = timedelta(days=8)
"""Of many messages at once nobody is told one by one: by then these tasks are over."""
TITLE = "确认一条群发"
LINE_MAX = 20


class ConfirmTasks:
    def __init__(self, tasks: GuideTasks, clock: Clock) -> None:
        self._tasks = tasks
        self._clock = clock

    async def ask(self, tx: Tx, post: GroupPost, key: SendKey, chat_ids: tuple[str, ...]) -> None:
        """Asked twice, it is one task."""
        line = post.content.text.strip().splitlines()[0][:LINE_MAX]
        await self._tasks.assign(
            tx,
            NewGuideTask(
                cause=_cause(key),
                kind="confirm_post",
                guide=key.owner,
                title=TITLE,
                text=f"「{line}」发往 {len(chat_ids)} 个群，请在企业微信“群发助手”里确认。确认后这条待办自动完成。",
                due_at=self._clock.now() + (DUE_IN_BY_CHAT if key.chat_id else DUE_IN),
                chat_id=chat_ids[0] if len(chat_ids) == 1 else None,
            ),
        )

    async def confirmed(self, tx: Tx, key: SendKey) -> None:
        await self._tasks.finish(tx, _cause(key), "已确认发送")

    async def over(self, tx: Tx, key: SendKey) -> None:
        """It was taken back, or nobody asks WeCom about it any more."""
        await self._tasks.cancel(tx, _cause(key))


def _cause(key: SendKey) -> str:
    return f"confirm_{cause_of(key)}"
