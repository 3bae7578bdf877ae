"""How often a task counts, and what is said of it. Pure."""

import re

from ports.kernel import DomainError, Invalid, NotFound
from ports.members.tasks import PROOFS, DoneCounts, TaskRow, TaskState, TaskView

POINTS_MAX = 10_000
COUNT_MAX = 1_000
NONE_DONE = DoneCounts(0, 0)
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


class TaskNotFound(NotFound):
    code = "members.task_not_found"
    message = "没有找到这个任务"


class TaskNotDone(DomainError):
    code = "members.task_not_done"
    message = "完成任务后才能领取积分"


class TaskUsedUp(DomainError):
    code = "members.task_used_up"
    message = "这个任务的次数已经用完"


class TaskChanged(DomainError):
    code = "members.task_changed"
    message = "任务刚刚被其他人修改，请刷新后再改"


def done_in_span(task: TaskRow, done: DoneCounts) -> int:
    """How much of the limit is used: today's for a daily one, else all there ever was."""
    return done.today if task.limit_kind == "day" else done.ever


def is_used_up(task: TaskRow, done: DoneCounts) -> bool:
    return done_in_span(task, done) >= task.limit_count


def limit_text(task: TaskRow) -> str:
    match task.limit_kind:
        case "once":
            return "只有一次"
        case "day":
            return f"每天最多 {task.limit_count} 次"
        case "total":
            return f"一共 {task.limit_count} 次"


def view(task: TaskRow, done: DoneCounts, is_shown_by_state: bool) -> TaskView:
    """`is_shown_by_state`: our own rows say that it has been done."""
    proof = PROOFS[task.kind]
    state: TaskState = "open"
    if is_used_up(task, done):
        state = "done"
    elif proof == "word" or (proof == "state" and is_shown_by_state):
        state = "claimable"
    return TaskView(
        code=task.code,
        title=task.title,
        words=task.words,
        kind=task.kind,
        points=task.points,
        limit_kind=task.limit_kind,
        limit_count=task.limit_count,
        done_count=min(done_in_span(task, done), task.limit_count),
        limit_text=limit_text(task),
        state=state,
        is_on_trust=proof == "word",
    )


def check(task: TaskRow) -> None:
    """Raises Invalid, naming the field."""
    if not _CODE.fullmatch(task.code):
        raise Invalid("编号由小写字母、数字和下划线组成，以字母开头，2 到 40 位", field="code")
    if not 1 <= task.points <= POINTS_MAX:
        raise Invalid(f"积分要在 1 到 {POINTS_MAX} 之间", field="points")
    if not 1 <= task.limit_count <= COUNT_MAX:
        raise Invalid(f"次数要在 1 到 {COUNT_MAX} 之间", field="limitCount")
    if task.limit_kind == "once" and task.limit_count != 1:
        raise Invalid("只有一次的任务，次数是 1", field="limitCount")
    # What the rows show, and the first order, are facts that happen once.
    if (PROOFS[task.kind] == "state" or task.kind == "first_order") and task.limit_kind != "once":
        raise Invalid("这种任务只能完成一次", field="limitKind")
