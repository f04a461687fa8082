"""Withdrawals (撤下) and decisions that ended: never without saying why."""

from __future__ import annotations

from collections.abc import Iterator

from generator.problems import Problem
from generator.validation.desk import Desk, Line
from generator.validation.field import forms

_WITHDRAWN = (
    ("closures", "cases"),
    ("enforcement", "outcomes"),
    ("enforcement", "supervised_hazards"),
)
_ENDED = (("enforcement", "outcomes"), ("mines", "licences"))


def withdrawals_give_reasons(desk: Desk) -> Iterator[Problem]:
    """What is taken down says when and why (行政处罚法 第四十八条: 撤回并公开说明理由)."""
    for package, table in _WITHDRAWN:
        for line in desk.lines(package, table):
            for name, other in _missing_half(line, "withdrawn_on", "withdraw_reason"):
                yield line.problem("withdrawal-half", name, other=line.title(other))


def endings_are_whole(desk: Desk) -> Iterator[Problem]:
    """A decision or licence that ended says when and how (行政处罚法 第四十八条: 变更、撤销、确认
    违法或者确认无效; 安全生产许可证条例 第十四条: 暂扣、吊销)."""
    for package, table in _ENDED:
        for line in desk.lines(package, table):
            for name, other in _missing_half(line, "ended_on", "end_kind"):
                yield line.problem("ending-half", name, other=line.title(other))


def _is_mistake(line: Line) -> bool:
    """Whether a record came down for what its correction of the same day says."""
    noted = bool(line.text("correction_note"))
    return noted and line.text("corrected_on") == line.text("withdrawn_on")


def withdrawn_outcomes_ended(desk: Desk) -> Iterator[Problem]:
    """An outcome is taken down because its decision ended (行政处罚法 第四十八条), or because the
    record itself was wrong, which its correction says (政府信息公开条例 第六条).

    Commendations are simply withdrawn: they decide nothing about anybody's rights.
    """
    for line in desk.lines("enforcement", "outcomes"):
        if line.text("withdrawn_on") and line.text("kind") != "commendation":
            told = line.text("ended_on") or line.text("end_kind")
            if not told and not _is_mistake(line) and forms.fits(line, "kind"):
                yield line.problem(
                    "withdrawal-decision", "ended_on", withdrawn_on=line.text("withdrawn_on")
                )


def revocations_give_reasons(desk: Desk) -> Iterator[Problem]:
    """A certificate taken back says when and why (企业安全生产标准化建设定级办法: 撤销)."""
    for line in desk.lines("grading", "standardisation"):
        for name, other in _missing_half(line, "revoked_on", "revoke_reason"):
            yield line.problem("revocation-half", name, other=line.title(other))


def _missing_half(line: Line, *pair: str) -> Iterator[tuple[str, str]]:
    """The cell that is empty though its companion is filled in, and the companion."""
    for name, other in (pair, pair[::-1]):
        if line.text(other).strip() and not line.text(name).strip():
            yield name, other
