"""Stored files: their names change with their content, so that they are good for a year."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from app.http.context import AnyRequest, services
from app.http.problems import problem

YEAR = "public, max-age=31536000, immutable"


@get("/files/{name:str}", include_in_schema=False, name="stored-file")
async def stored_file(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
    headers = {"cache-control": YEAR, "etag": f'"{name}"', "x-content-type-options": "nosniff"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(b"", status_code=304, headers=headers)
    found = await services(request).blobs.get(name)
    if found is None:
        return problem(404, "request.no_such_route", "文件不存在")
    return Response(found[0], media_type=found[1], headers=headers)


ROUTES = [stored_file]
