"""The guide's tasks, of one customer and of all."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, guide, services
from ports.community.guide_tasks import GuideTaskView, TaskQuery, TaskShelf
from ports.kernel import Page

Moment = Annotated[datetime, Meta(tz=True)]
Shelf = Annotated[TaskShelf, QueryParameter(name="shelf")]


class GuideTaskBody(Body, frozen=True):
    """`due_at`: the guide is told then."""

    title: Annotated[str, Meta(min_length=1, max_length=60)]
    text: Annotated[str, Meta(max_length=500)]
    due_at: Moment


class GuideTaskDoneBody(Body, frozen=True):
    result: Annotated[str, Meta(max_length=500)] = ""


class GuideTaskSnoozeBody(Body, frozen=True):
    due_at: Moment


@get("/tasks", operation_id="listMyTasks")
async def list_tasks(
    request: AnyRequest, shelf: Shelf = "open", cursor: Cursor = None, limit: Limit = 20
) -> Page[GuideTaskView]:
    query = TaskQuery(guide(request), shelf)
    return await services(request).community.sidebar.tasks.page(query, (cursor, limit))


@get("/contacts/{contact_id:str}/tasks", operation_id="listContactTasks")
async def list_contact_tasks(
    request: AnyRequest, contact_id: FromPath[str], shelf: Shelf = "open", cursor: Cursor = None, limit: Limit = 20
) -> Page[GuideTaskView]:
    query = TaskQuery(guide(request), shelf, contact_id)
    return await services(request).community.sidebar.tasks.page(query, (cursor, limit))


@post("/contacts/{contact_id:str}/tasks", operation_id="addTask")
async def add_task(request: AnyRequest, contact_id: FromPath[str], data: JSONBody[GuideTaskBody]) -> GuideTaskView:
    return await services(request).community.sidebar.tasks.add(
        guide(request), contact_id, (data.title, data.text, data.due_at)
    )


@post("/tasks/{task_id:uuid}/done", operation_id="finishTask", status_code=200)
async def finish_task(request: AnyRequest, task_id: FromPath[UUID], data: JSONBody[GuideTaskDoneBody]) -> GuideTaskView:
    return await services(request).community.sidebar.tasks.done(guide(request), task_id, data.result)


@post("/tasks/{task_id:uuid}/snooze", operation_id="snoozeTask", status_code=200)
async def snooze_task(
    request: AnyRequest, task_id: FromPath[UUID], data: JSONBody[GuideTaskSnoozeBody]
) -> GuideTaskView:
    return await services(request).community.sidebar.tasks.snooze(guide(request), task_id, data.due_at)


ROUTES = [list_tasks, list_contact_tasks, add_task, finish_task, snooze_task]
