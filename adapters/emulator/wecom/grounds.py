"""What every part of the corporation stands on."""

from adapters.emulator.database import Database
from adapters.emulator.faults import FaultBoard, WecomFaults
from adapters.emulator.merchant import Merchant, Papers
from adapters.emulator.timers import Timers


class Grounds:
    def __init__(self, db: Database, papers: Papers, faults: FaultBoard, timers: Timers) -> None:
        self.db = db
        self.merchant: Merchant = papers.merchant
        self.board = faults
        self.timers = timers

    @property
    def faults(self) -> WecomFaults:
        return self.board.now.wecom
