"""Withdrawals (撤下) and decisions that ended: never without saying why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.problems import Problem
from generator.validation.desk import Desk, Line, grouped
from generator.validation.field import forms
from generator.validation.privacy.text import plain

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


_NAMES = ("party_name", "responsible_unit")
_MINE_NAMES = ("name", "operator", "group_company")
_NUMBERS = ("decision_no", "document_no")
_CODES = ("party_uscc", "index_no")
_MINE_CODES = ("mine_id", "uscc", "group_uscc")
"""The cells of a record and of its mine that tell whom it was about."""


def withdrawn_records_stay_unnamed(desk: Desk) -> Iterator[Problem]:
    """The reason of a withdrawal stays in public where the record stood, so it names neither party
    nor mine, number or code of it: a decision that was revoked or void burdens nobody any longer
    (行政处罚法 第四十八条: 撤回行政处罚决定信息; 个人信息保护法 第四十七条)."""
    mines = desk.by_key("mines", "mines", "mine_id")
    members = grouped(desk.lines("closures", "case_mines"), "case_id")
    renamed = grouped(desk.lines("mines", "mine_changes"), "mine_id")
    for package, table in _WITHDRAWN:
        for line in desk.lines(package, table):
            reason = line.text("withdraw_reason")
            if not reason:
                continue
            concerned = [line, *members.get(line.text("case_id"), ())]
            ids = {other.text("mine_id") for other in concerned if other.text("mine_id")}
            said = _bare(reason)
            told = [name for name in _told_of(line, ids, mines, renamed) if name in said]
            if told:
                yield line.problem("withdrawal-names", "withdraw_reason", found=max(told, key=len))


def _told_of(
    line: Line,
    ids: set[str],
    mines: Mapping[str, Line],
    renamed: Mapping[str, tuple[Line, ...]],
) -> Iterator[str]:
    """Every wording that would tell whom a record was about."""
    for name in (*_NAMES, *_CODES):
        yield from _wordings(line.text(name), name in _NAMES)
    for name in _NUMBERS:
        yield from _numbers(line.text(name))
    for mine_id in ids:
        mine = mines.get(mine_id)
        for name in (*_MINE_NAMES, *_MINE_CODES) if mine else ():
            yield from _wordings(mine.text(name) if mine else "", name in _MINE_NAMES)
        for change in renamed.get(mine_id, ()):
            if change.text("field") in (*_MINE_NAMES, *_MINE_CODES):
                named = change.text("field") in _MINE_NAMES
                yield from _wordings(change.text("old_value"), named)
                yield from _wordings(change.text("new_value"), named)


_LONGEST = 200
_SHORTEST = 4
"""Characters of a code that cannot be another word's by chance."""

# What follows the proper part of a name: 青石岭建筑石料矿, 青岭矿业有限公司.
_KIND_OF_UNIT = re.compile(
    r"(?:股份|有限|责任|公司|集团|控股|实业|投资|开发|工程|建筑|矿业|石业|砂业|硅业|建材|资源|饮品|石料|采石|石灰|白云|砂岩"
    r"|花岗|高岭|水泥用|玻璃用|硅石|萤石|矿泉水|尾矿|露天|地下|[岩石土砂铁锌铅铜锡钨矿厂场库])++\Z"
)
_PLACE = re.compile(r"\A(?:示例|\w{2,7}?[省市区县镇])*+")


def _wordings(cell: str, is_name: bool) -> Iterator[str]:
    """A name and its short forms, or a code."""
    text = _bare(cell[:_LONGEST])
    if not is_name:
        if len(text) >= _SHORTEST:
            yield text
        return
    if len(text) >= 2:
        yield text
    proper = _KIND_OF_UNIT.sub("", _PLACE.sub("", text))
    if len(proper) >= 3:
        yield proper
    elif len(proper) == 2:
        yield from (proper + kind for kind in ("矿", "石", "公司", "厂", "场", "尾矿", "集团"))


def _numbers(cell: str) -> Iterator[str]:
    """A document's number however its brackets are typed, and without the issuer's name."""
    match = re.search(r"(\w)\W?([0-9]{4})\W?(\w{1,20}?号)", plain(cell[:_LONGEST]))
    if match is not None:
        yield "".join(match.groups()).casefold()
    elif len(whole := _bare(cell[:_LONGEST])) >= _SHORTEST:
        yield whole


def _bare(text: str) -> str:
    """Without blanks, brackets and marks, which people type one way or another."""
    return re.sub(r"[\W_]", "", plain(text)).casefold()


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
