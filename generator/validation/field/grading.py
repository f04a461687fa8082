"""Risk grades and standardisation certificates: histories that can be told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from generator.problems import Problem
from generator.validation.desk import Desk, Line, grouped
from generator.validation.field import forms


def one_grade_a_day(desk: Desk) -> Iterator[Problem]:
    """A mine has one risk grade on a day: of two, nobody could say which holds (非煤矿山安全风险
    分级监管办法, 矿安〔2023〕1号)."""
    for rows in grouped(desk.lines("grading", "risk_grades"), "mine_id").values():
        seen: dict[str, Line] = {}
        for line in rows:
            day = line.text("graded_on")
            if line.day("graded_on") is not None and seen.setdefault(day, line) is not line:
                yield line.problem("grade-same-day", "graded_on", earlier=seen[day].row.number)


_WORSE = ("accident", "hazard", "long-stop")


def grades_follow_their_reasons(desk: Desk) -> Iterator[Problem]:
    """After an accident, a major hazard or a long stop the risk is not graded lower than before;
    after an improvement it is (矿安〔2023〕1号 第四条: A 低 to D 重大).
    """
    for rows in grouped(desk.lines("grading", "risk_grades"), "mine_id").values():
        dated = [line for line in rows if line.day("graded_on") is not None]
        dated.sort(key=lambda line: line.text("graded_on"))
        for former, line in pairwise(dated):
            before, after = former.text("grade"), line.text("grade")
            reason = line.text("reason_kind")
            if former.text("graded_on") == line.text("graded_on"):
                continue
            if not forms.fits(former, "grade") or not forms.fits(line, "grade"):
                continue
            if (reason in _WORSE and after < before) or (reason == "improved" and after >= before):
                yield line.problem(
                    "grade-reason",
                    "grade",
                    earlier=former.row.number,
                    before=before,
                    reason=line.word("reason_kind"),
                )


def certificates_do_not_overlap(desk: Desk) -> Iterator[Problem]:
    """One certificate is in the data once for one time, and a mine is given one level a day
    (企业安全生产标准化建设定级办法: three years, 一级、二级、三级). A renewal or a higher level may
    begin before the old certificate has run out.
    """
    for rows in grouped(desk.lines("grading", "standardisation"), "mine_id").values():
        dated = [line for line in rows if line.day("granted_on") is not None]
        dated.sort(key=lambda line: (line.text("granted_on"), line.row.number))
        for former, line in pairwise(dated):
            if line.text("granted_on") == former.text("granted_on"):
                yield line.problem("certificate-same-day", "granted_on", earlier=former.row.number)
        for rows_of_one in grouped(dated, "certificate_no").values():
            for former, line in pairwise(rows_of_one):
                end = former.text("revoked_on") or former.text("valid_until")
                same_day = line.text("granted_on") == former.text("granted_on")
                if line.text("certificate_no") and line.text("granted_on") <= end and not same_day:
                    yield line.problem(
                        "certificate-overlap", "certificate_no", earlier=former.row.number
                    )
