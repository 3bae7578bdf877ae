"""The printer: starts the drawing process, hands it the labels, takes the PDF."""

import asyncio
import sys
from collections.abc import Sequence

import msgspec

from ports.kernel import OutsideUnavailable
from ports.outside.labels import Label

DRAW_SECONDS_MAX = 60.0


class LabelsNotDrawn(OutsideUnavailable):
    code = "supply.labels_not_drawn"
    message = "面单没有生成，请减少数量后重试"


class PdfLabelPrinter:
    """Implements `ports.outside.labels.LabelPrinter`. One batch at a time: drawing is all processor work."""

    def __init__(self) -> None:
        self._one = asyncio.Semaphore(1)

    async def pdf(self, labels: Sequence[Label]) -> bytes:
        async with self._one:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "adapters.labels.render",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                work = process.communicate(msgspec.json.encode(labels))
                pdf, _ = await asyncio.wait_for(work, DRAW_SECONDS_MAX)
            except TimeoutError as error:
                process.kill()
                await process.wait()
                raise LabelsNotDrawn from error
        if process.returncode != 0:
            raise LabelsNotDrawn
        return pdf
