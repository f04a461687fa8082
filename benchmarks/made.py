"""A made bulletin of any size, sound and invented: same seed, same bytes.

The schemas, criteria, plan, towns, authorities, channels and statistics are the shipped ones; mines
and everything that happens to them are drawn from a seeded generator. Names begin with 示例, credit
codes have the region 000000 and valid check characters.

    python benchmarks/made.py DIR --mines 500 --outcomes 10000 --seed 1
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 23)
"""The day the made bulletin is sound on: licences run beyond it, nothing happened after it."""

START = date(2024, 1, 5)
"""The day the made bulletin opened; what is older was published then."""

MADE = {
    "mines": ("mines", "mine_changes", "licences", "responsibilities"),
    "grading": ("risk_grades", "standardisation"),
    "closures": ("cases", "case_mines", "checklist"),
    "enforcement": (
        "outcomes",
        "supervised_hazards",
        "hazard_checks",
        "accidents",
        "visits",
        "listed_entities",
    ),
    "report-channels": ("boards",),
}
"""The tables that are made; every other table of every package is copied, but those of `EMPTY`."""

EMPTY = ("action-plan/progress", "enforcement/inspections")
"""Figures told of the shipped rows: beside made ones they would be false."""

_PUBLISHER = "11000000MBDEM004X6"
_IDS = "23456789abcdefghjkmnpqrstuvwxyz"
_SIGNS = "青白石竹松云鹿金乌望东西南北上下大小新老高长双三平安"
_PLACES = "坑岭坪岗坳塘"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_SEED_OF_ALL = 20261123

Row = dict[str, str]


@dataclass
class Mine:
    """What later rows need to know of a made mine."""

    mine_id: str
    name: str
    operator: str
    uscc: str
    kind: str
    status: str
    regulator: str
    mineral: str
    opened: date
    until: date
    """The last day on which something may happen to it."""
    earlier: tuple[date, str, str] | None = None
    """The day its operator changed, with the operator and code before."""

    def operator_on(self, day: date) -> tuple[str, str]:
        """Who ran the mine on a day, and its credit code."""
        if self.earlier and day < self.earlier[0]:
            return self.earlier[1], self.earlier[2]
        return self.operator, self.uscc


def write(target: Path, *, mines: int, outcomes: int, seed: int) -> None:
    """Write a whole project into a folder that is empty or does not exist yet.

    Raises FileExistsError when something lies in the folder.
    """
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(target)
    _copy(target)
    with _tables(target) as tables:
        maker = _Maker(tables, target, random.Random(f"{_SEED_OF_ALL}-{seed}"))  # noqa: S311
        maker.make(mines, outcomes)


def _copy(target: Path) -> None:
    """The shipped project without its made tables and its notices, which quote the shipped rows."""
    shutil.copytree(ROOT / "data", target / "data", dirs_exist_ok=True)
    shutil.copytree(ROOT / "theme", target / "theme")
    shutil.copytree(ROOT / "content", target / "content")
    for notice in (target / "content" / "notices").glob("*.md"):
        notice.unlink()
    for name in EMPTY:
        file = target / "data" / f"{name}.csv"
        header = file.read_text(encoding="utf-8").split("\n", 1)[0]
        file.write_text(header + "\n", encoding="utf-8")
    shutil.copy(ROOT / "site_config.yml", target)


class _Table:
    """One CSV file, written row by row; columns that a row does not name are empty."""

    def __init__(self, stream: TextIO, columns: list[str]) -> None:
        self._writer = csv.DictWriter(stream, columns, lineterminator="\n")
        self._writer.writeheader()

    def add(self, **cells: object) -> None:
        self._writer.writerow({k: _cell(v) for k, v in cells.items() if v is not None})


def _cell(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


@contextmanager
def _tables(target: Path) -> Iterator[dict[str, _Table]]:
    with ExitStack() as open_files:
        tables = {}
        for package, names in MADE.items():
            folder = target / "data" / package
            descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
            resources = {entry["name"]: entry for entry in descriptor["resources"]}
            for name in names:
                columns = [field["name"] for field in resources[name]["schema"]["fields"]]
                file = folder / resources[name]["path"]
                stream = open_files.enter_context(file.open("w", encoding="utf-8", newline=""))
                tables[name] = _Table(stream, columns)
        yield tables


def _rows(target: Path, table: str) -> list[Row]:
    with (target / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def credit_code(number: int, lead: str = "91") -> str:
    """A made credit code (GB 32100) with the region 000000 and both check characters."""
    base = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    digits = ""
    for _ in range(5):
        number, digit = divmod(number, len(base))
        digits = base[digit] + digits
    unit = "MAD" + digits
    values = [int(c) if c.isdigit() else ord(c) - 55 for c in unit]  # GB 11714: A is 10
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = (11 - sum(v * w for v, w in zip(values, weights, strict=True)) % 11) % 11
    code = f"{lead}000000{unit}{'X' if rest == 10 else rest}"
    total = sum(base.index(c) * 3**i % 31 for i, c in enumerate(code))
    return code + base[(31 - total % 31) % 31]


def _last_day(first: date, years: int) -> date:
    """The last day of a term of whole years."""
    after = first + timedelta(days=1) if (first.month, first.day) == (2, 29) else first
    return after.replace(year=after.year + years) - timedelta(days=1)


_REMEDY = (
    "如不服本决定，可以自收到决定书之日起六十日内向示例区人民政府申请行政复议，"
    "或者自收到之日起六个月内依法向人民法院提起行政诉讼。"
)
_VIOLATIONS = (
    ("minor", "未设置安全警示标志", "采场3处危险部位没有设置明显的安全警示标志。"),
    ("minor", "未按规定组织应急演练", "上一个半年没有组织应急预案演练。"),
    ("ordinary", "未按规定培训从业人员", "4名新上岗作业人员未经岗前安全培训即上岗作业。"),
    ("ordinary", "未如实记录隐患排查治理情况", "隐患排查治理台账与现场情况不一致。"),
    ("serious", "未采取措施消除事故隐患", "对已责令整改的1处事故隐患未采取措施消除。"),
)
_LAWS = {
    "minor": "《中华人民共和国安全生产法》第九十九条第一项",
    "ordinary": "《中华人民共和国安全生产法》第九十七条第三项",
    "serious": "《中华人民共和国安全生产法》第一百零二条",
}
_REPROOFS = {
    "interview": ("清新应急约", "约谈企业主要负责人，要求按期完成整改。"),
    "circular": ("清新应急通", "通报：自查自改台账不全，隐患排查流于形式。"),
    "exposure": ("清新应急曝", "曝光：采场未分台阶开采，责令整改后再次出现。"),
    "commendation": ("清新应急表", "表扬：班组安全培训扎实。"),
}


class _Maker:
    """The state of one making: the dice, and what may be given out only once."""

    def __init__(self, tables: dict[str, _Table], target: Path, dice: random.Random) -> None:
        self.tables = tables
        self.dice = dice
        self.told: Counter[tuple[object, ...]] = Counter()
        self.target = target
        self.towns = _rows(target, "mines/towns")
        self.scales = _rows(target, "mines/scale_classes")
        self.criteria = _rows(target, "hazard-criteria/criteria")
        self.clauses: dict[str, list[str]] = {}
        for row in _rows(target, "hazard-criteria/criterion_clauses"):
            self.clauses.setdefault(row["criterion_id"], []).append(row["clause_no"])
        self.numbers: Counter[str] = Counter()
        self.given: set[str] = set()
        self.companies = 0
        self.outcomes = 0
        self.mines: list[Mine] = []
        self.quotable: list[str] = []

    def make(self, mines: int, outcomes: int) -> None:
        for number in range(1, mines + 1):
            self._mine(number)
        while self.mines and self.outcomes < outcomes:
            self._outcome(last=self.outcomes == outcomes - 1)
        for number, outcome_id in enumerate(self.quotable[:12], start=1):
            self._notice(number, outcome_id)

    # What is given out once

    def _id(self, kind: str) -> str:
        while True:
            found = kind + "-" + "".join(self.dice.choices(_IDS, k=8))
            if found not in self.given:
                self.given.add(found)
                return found

    def _number(self, series: str, year: int) -> int:
        self.numbers[f"{series}{year}"] += 1
        return self.numbers[f"{series}{year}"]

    def _document(self, series: str, day: date) -> str:
        return f"{series}〔{day.year}〕示例{self._number(series, day.year)}号"

    def _index_no(self, published: date) -> str:
        number = self._number("index", published.year)
        return f"{_PUBLISHER}/{published.year}-{number:05}" if number < 100_000 else ""

    def _approval(self, day: date) -> str:
        return f"示例审〔{day.year}〕{self._number('示例审', day.year)}号"

    def _disclosed(self, day: date, *, index: bool = True) -> dict[str, object]:
        """The columns of publication for something that happened on a day."""
        published = max(START, day + timedelta(days=self.dice.randint(3, 9)))
        cells: dict[str, object] = {
            "published_on": published,
            "approval_no": self._approval(published),
        }
        if index:
            cells["index_no"] = self._index_no(published)
        return cells

    def _company(self) -> tuple[str, str]:
        self.companies += 1
        return f"示例{self._name(self.companies)}矿业有限公司", credit_code(self.companies)

    def _name(self, number: int) -> str:
        signs = ""
        for _ in range(4):
            number, sign = divmod(number, len(_SIGNS))
            signs = _SIGNS[sign] + signs
        return signs

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.dice.randrange(max(1, (last - first).days + 1)))

    # A mine and its own tables

    def _mine(self, number: int) -> None:
        kind = self.dice.choices(
            ("open-pit", "underground", "tailings-pond", "combined", "other"), (60, 20, 10, 5, 5)
        )[0]
        parents = [m for m in self.mines[-40:] if m.kind == "underground"]
        operator, uscc = self._company()
        parent = None
        if kind == "tailings-pond" and parents:
            parent = parents[-1]
            operator, uscc = parent.operator, parent.uscc
        mineral, cells = self._ground(kind, number)
        regulator = "dist-em" if kind in ("open-pit", "other") else "city-em"
        name = f"示例{self._name(number)}{self.dice.choice(_PLACES)}{mineral}"
        mine = Mine(
            mine_id=f"sl-{number:05}",
            name=name + {"tailings-pond": "尾矿库", "other": ""}.get(kind, "矿"),
            operator=operator,
            uscc=uscc,
            kind=kind,
            status=self._status(kind),
            regulator=regulator,
            mineral=mineral,
            opened=START if self.dice.random() < 0.9 else self._day(START, date(2024, 6, 30)),
            until=DAY,
        )
        may_change = parent is None and mine.status not in ("closing", "closed")
        if may_change and kind != "tailings-pond" and self.dice.random() < 0.05:
            changed = self._day(date(2025, 4, 1), date(2025, 9, 30))
            mine.earlier = (changed, *self._company())
        self._changes(mine)
        self.tables["mines"].add(
            mine_id=mine.mine_id,
            name=mine.name,
            operator=mine.operator,
            uscc=mine.uscc,
            town_code=self.dice.choice(self.towns)["town_code"],
            mine_kind=kind,
            parent_mine_id=parent.mine_id if parent else None,
            mineral=mineral,
            status=mine.status,
            regulator=regulator,
            listed_on=mine.opened,
            **cells,
        )
        self._licences(mine)
        self._responsible(mine)
        self._grades(mine)
        self._certificates(mine)
        self._visits(mine)
        self._hazards(mine)
        self._accident(mine)
        self._boards(mine)
        self.mines.append(mine)

    def _ground(self, kind: str, number: int) -> tuple[str, dict[str, object]]:
        """The mineral, and what follows from it: capacity and its class (国土资发〔2004〕208号)."""
        if kind == "other":
            return "矿泉水", {}
        if kind == "tailings-pond":
            pond: dict[str, object] = {
                "pond_class": self.dice.choice("345"),
                "pond_above_homes": "yes" if number % 7 == 0 else "no",
            }
            return self.dice.choice("铁铜铅锌"), pond
        wanted = ("any", "underground") if kind == "underground" else ("any",)
        scale = self.dice.choice([row for row in self.scales if row["mining"] in wanted])
        large, medium = Decimal(scale["large_from"]), Decimal(scale["medium_from"])
        capacity = self.dice.choice((medium / 2, medium, (medium + large) / 2, large, large * 2))
        size = "large" if capacity >= large else "medium" if capacity >= medium else "small"
        cells: dict[str, object] = {
            "scale": size,
            "capacity": capacity,
            "capacity_unit": scale["unit"],
        }
        if kind in ("open-pit", "combined"):
            cells["slope_m"] = self.dice.randint(30, 180)
        return scale["mineral"], cells

    def _status(self, kind: str) -> str:
        if kind == "other":
            return self.dice.choices(("producing", "suspended"), (90, 10))[0]
        if kind == "tailings-pond":
            return self.dice.choices(("producing", "suspended", "closed"), (80, 10, 10))[0]
        return self.dice.choices(
            ("producing", "suspended", "construction", "expansion", "closing", "closed"),
            (74, 10, 3, 3, 4, 6),
        )[0]

    def _changes(self, mine: Mine) -> None:
        if mine.status == "suspended":
            mine.until = self._day(date(2026, 2, 1), date(2026, 9, 30))
            self._change(mine, mine.until, "status", "producing", "suspended")
        elif mine.status == "expansion":
            day = self._day(date(2025, 3, 1), date(2025, 12, 31))
            self._change(mine, day, "status", "producing", "expansion")
        elif mine.status in ("closing", "closed"):
            self._closure(mine)
        if mine.earlier:
            changed, operator, uscc = mine.earlier
            self._change(mine, changed, "operator", operator, mine.operator)
            self._change(mine, changed, "uscc", uscc, mine.uscc)
        if self.dice.random() < 0.05:
            former = f"示例老{mine.name.removeprefix('示例')}"
            day = self._day(date(2024, 7, 1), date(2025, 3, 31))
            self._change(mine, day, "name", former, mine.name)

    def _change(self, mine: Mine, day: date, field: str, old: str, new: str) -> None:
        self.tables["mine_changes"].add(
            change_id=self._id("m"),
            mine_id=mine.mine_id,
            changed_on=day,
            field=field,
            old_value=old,
            new_value=new,
            document_no=self._document("示例矿登", day),
            **self._disclosed(day, index=False),
        )

    def _closure(self, mine: Mine) -> None:
        """The mine stands on a list of closures; a closed one was accepted (验收)."""
        closed = mine.status == "closed"
        year = 2025 if closed else 2026
        consulted = date(year, 2, 2)
        decided = date(year, 3, 20)
        cancelled = accepted = None
        if closed:
            cancelled = self._day(date(2025, 7, 1), date(2025, 8, 31))
            accepted = self._day(date(2025, 10, 20), date(2025, 11, 30))
        mine.until = decided
        case_id = self._id("c")
        self._change(mine, decided, "status", "producing", "closing")
        if accepted:
            self._change(mine, accepted, "status", "closing", "closed")
        self.tables["cases"].add(
            case_id=case_id,
            list_year=year,
            batch="close",
            ground=self.dice.choice(("depleted", "long-idle", "planning")),
            decided_by="dist-gov",
            consulted_from=consulted,
            consulted_until=date(year, 3, 4),
            document_no=f"示例府〔{year}〕示例3号",
            decided_on=decided,
            deadline=date(2025, 12, 31) if closed else date(2027, 3, 31),
            licence_cancelled_on=cancelled,
            accepted_on=accepted,
            accepted_by="示例区人民政府组织的联合验收组" if accepted else None,
            **self._disclosed(decided),
        )
        self.tables["case_mines"].add(case_id=case_id, mine_id=mine.mine_id, role="closing")
        for item, responsible in (
            ("licences", "示例区自然资源局"),
            ("power", "示例供电单位"),
            ("explosives", "示例区公安部门"),
            ("equipment", mine.operator),
            ("buildings", mine.operator),
            ("staff", "示例镇人民政府"),
            ("environment", "示例区生态环境部门"),
            ("reclamation", mine.operator),
            ("sign", "示例镇人民政府"),
        ):
            done = self._day(date(2025, 9, 1), date(2025, 10, 10)) if closed else None
            if item == "licences":
                done = cancelled
            self.tables["checklist"].add(
                case_id=case_id, item=item, responsible=responsible, done_on=done
            )

    def _licences(self, mine: Mine) -> None:
        closed = mine.status == "closed"
        ended = date(2025, 7, 1) if closed else None
        if mine.kind != "tailings-pond":
            issued = self._day(date(2019, 1, 10), date(2023, 11, 30))
            number = self._number("mining-licence", 0)
            if mine.earlier:  # the licence was given anew to the new operator
                self._licence(mine, "mining-licence", issued, mine.earlier[0], number)
                issued, number = mine.earlier[0], self._number("mining-licence", 0)
            self._licence(mine, "mining-licence", issued, ended, number)
        if mine.kind == "other" or mine.status == "construction":
            return
        issued = self._day(date(2024, 1, 10), date(2024, 3, 20))
        if mine.earlier:
            self._licence(mine, "safety-permit", issued, mine.earlier[0])
            issued = mine.earlier[0]
        self._licence(mine, "safety-permit", issued, ended)

    def _licence(
        self, mine: Mine, kind: str, issued: date, ended: date | None, number: int = 0
    ) -> None:
        """One licence; a second one of its kind begins on the day the first was replaced."""
        holder, uscc = mine.operator_on(issued)
        years = 10 if kind == "mining-licence" else 3
        if kind == "mining-licence":
            covers, by = mine.mineral, "示例区自然资源局"
            full = f"C000000{issued.year}{issued.month:02}7{number:09}"
        else:
            covers = {
                "open-pit": "露天采场",
                "underground": "地下开采系统",
                "combined": "露天和地下开采系统",
            }.get(mine.kind, "尾矿库运行")
            by = "示例市应急管理局"
            serial = self._number("FM", issued.year)
            full = f"（粤）FM安许证字〔{issued.year}〕示例{serial:04}号"
        replaced = ended is not None and mine.status != "closed"
        end_kind = None if ended is None else "replaced" if replaced else "cancelled"
        published = self._disclosed(issued, index=False)
        self.tables["licences"].add(
            licence_id=self._id("l"),
            mine_id=mine.mine_id,
            holder=holder,
            holder_uscc=uscc,
            kind=kind,
            covers=covers,
            number=full,
            issued_by=by,
            issued_on=issued,
            valid_until=_last_day(issued, years),
            ended_on=ended,
            end_kind=end_kind,
            **published,
        )

    def _responsible(self, mine: Mine) -> None:
        if mine.status == "closed":
            return
        offices = {
            "government": "示例镇人民政府副镇长",
            "regulator": "示例区应急管理局矿山股股长",
            "enterprise": f"{mine.operator}总经理",
        }
        for tier, office in offices.items():
            self.tables["responsibilities"].add(
                mine_id=mine.mine_id,
                tier=tier,
                office=office,
                person_name=f"示例{self.dice.choice(_STEMS)}",
                from_on=date(2026, 5, 20),
                document_no="示例府办〔2026〕示例11号",
            )

    def _grades(self, mine: Mine) -> None:
        if mine.kind == "other":
            return
        grade = self.dice.choices("ABCD", (5, 40, 45, 10))[0]
        for year in (2024, 2025, 2026):
            day = date(year, 3, 15) if mine.regulator == "dist-em" else date(year, 3, 22)
            if not mine.opened <= day <= mine.until:
                continue
            reason_kind, reason = "annual", "年度评定，按五个方面综合评估。"
            if year > 2024 and grade > "B" and self.dice.random() < 0.3:
                grade = chr(ord(grade) - 1)
                reason_kind, reason = "improved", "主要问题整改到位，管理和设施提升，调低等级。"
            self.tables["risk_grades"].add(
                grade_id=self._id("g"),
                mine_id=mine.mine_id,
                graded_on=day,
                grade=grade,
                authority=mine.regulator,
                reason_kind=reason_kind,
                reason=reason,
                document_no=f"示例应急〔{year}〕示例10号",
                **self._disclosed(day),
            )

    def _certificates(self, mine: Mine) -> None:
        if mine.kind == "other" or mine.status == "construction" or self.dice.random() < 0.3:
            return
        level = self.dice.choices("23", (1, 4))[0]
        granted = self._day(max(mine.opened, date(2024, 2, 1)), date(2024, 12, 31))
        serial = self._number("AQB", granted.year)
        self.tables["standardisation"].add(
            cert_id=self._id("s"),
            mine_id=mine.mine_id,
            level=level,
            certificate_no=f"示例AQB{'I' * int(level)}KS{granted.year}{serial:04}",
            granting_body="示例省应急管理厅" if level == "2" else "示例市应急管理局",
            granted_on=granted,
            valid_until=_last_day(granted, 3),
            **self._disclosed(granted),
        )

    def _visits(self, mine: Mine) -> None:
        if mine.kind == "other":
            return
        for _ in range(self.dice.randint(1, 4)):
            day = self._day(max(mine.opened, START), mine.until - timedelta(days=30))
            found = self.dice.choice((0, 0, 2, 3, 4, 6))
            mended = day + timedelta(days=self.dice.randint(10, 24))
            self.tables["visits"].add(
                visit_id=self._id("v"),
                mine_id=mine.mine_id,
                inspected_on=day,
                authority=mine.regulator,
                mode=self.dice.choice(("planned", "unannounced", "cross", "recheck", "expert")),
                findings=found,
                major_findings=0,
                result="to-correct" if found else "none",
                closed_on=mended if found else None,
                **self._disclosed(day, index=False),
            )

    def _hazards(self, mine: Mine) -> None:
        if mine.kind == "other" or self.dice.random() < 0.7:
            return
        found = self._day(max(mine.opened, START), mine.until - timedelta(days=140))
        deadline = found + timedelta(days=90)
        accepted = deadline - timedelta(days=self.dice.randint(5, 20))
        cells: dict[str, object] = {"deadline": deadline}
        if self.dice.random() < 0.2:
            extended = deadline + timedelta(days=60)
            if extended <= DAY - timedelta(days=30):
                accepted = deadline + timedelta(days=15)
                series = "示例应急督延"
                cells |= {
                    "extended_to": extended,
                    "extension_no": self._document(series, deadline),
                }
        hazard_id = self._id("h")
        criterion = self._criterion(mine, found)
        self.tables["supervised_hazards"].add(
            hazard_id=hazard_id,
            mine_id=mine.mine_id,
            **criterion,
            description="现场情况与判定标准所列情形一致，已下达整改指令。",
            found_on=found,
            responsible_unit=mine.operator_on(found)[0],
            work="part-stopped",
            supervised_by=mine.regulator,
            document_no=self._document("清新应急督", found),
            accepted_on=accepted,
            closed_on=accepted,
            **cells,
            **self._disclosed(found),
        )
        for day, result in (
            (found + timedelta(days=40), "progress"),
            (accepted - timedelta(days=1), "done"),
        ):
            self.tables["hazard_checks"].add(
                hazard_id=hazard_id, checked_on=day, result=result, authority=mine.regulator
            )

    def _criterion(self, mine: Mine, day: date) -> dict[str, object]:
        """A criterion of the mine's kind that was in force on the day."""
        kinds = ("open-pit", "underground") if mine.kind == "combined" else (mine.kind,)
        fitting = [
            row
            for row in self.criteria
            if row["mine_kind"] in kinds
            and (row["document_no"] == "矿安〔2022〕88号" or day >= date(2024, 4, 23))
        ]
        if not fitting:
            return {}
        chosen = self.dice.choice(fitting)["criterion_id"]
        clauses = self.clauses.get(chosen)
        return {
            "criterion_id": chosen,
            "clause_no": self.dice.choice(clauses) if clauses else None,
        }

    def _accident(self, mine: Mine) -> None:
        if mine.kind == "other" or mine.status != "producing" or self.dice.random() < 0.98:
            return
        day = self._day(date(2025, 1, 10), date(2025, 12, 20))
        self.tables["accidents"].add(
            accident_id=self._id("a"),
            mine_id=mine.mine_id,
            kind="dangerous-event",
            occurred_on=day,
            deaths=0,
            serious_injuries=0,
            loss_yuan=self.dice.randint(5, 60) * 10_000,
            summary="强降雨期间采场局部积水，现场作业人员全部及时撤出，没有人员伤亡。",
            supervised_by="dist-swc",
            investigated_by="示例区应急管理局",
            approved_on=day + timedelta(days=50),
            **self._disclosed(day),
        )

    def _boards(self, mine: Mine) -> None:
        if mine.status == "closed":
            return
        for place in ("office", "gate")[: self.dice.randint(1, 2)]:
            self.tables["boards"].add(
                board_id=self._id("b"),
                mine_id=mine.mine_id,
                place=place,
                installed_on=self._day(date(2024, 6, 1), date(2024, 8, 31)),
                checked_on=self._day(date(2026, 8, 1), date(2026, 9, 30)),
                edition="矿安〔2022〕88号、矿安〔2024〕41号",
            )

    # Enforcement

    def _outcome(self, *, last: bool) -> None:
        mine = self.dice.choice(self.mines)
        day = self._day(mine.opened, min(mine.until, date(2026, 11, 10)))
        if self.outcomes % 400 == 7 and mine.until == DAY:
            day = date(2026, 11, 19)  # published within days: an embargo now and then
        kind = self.dice.choices(
            ("penalty", "stop-order", "interview", "circular", "exposure", "commendation"),
            (62, 12, 8, 8, 4, 6),
        )[0]
        party, uscc = mine.operator_on(day)
        cells: dict[str, object] = {
            "outcome_id": self._id("o"),
            "mine_id": mine.mine_id,
            "kind": kind,
            "decided_on": day,
            "party_type": "organisation",
            "party_name": party,
            "party_uscc": uscc,
            "party_role": "operator",
            "authority": mine.regulator,
            "review_state": "none",
            **self._disclosed(day),
        }
        if kind == "penalty":
            self._penalty(mine, day, cells, alone=last)
        elif kind == "stop-order":
            self._stop_order(mine, day, cells)
        else:
            self._reproof(kind, day, cells)
        self._add_outcome(cells)

    def _add_outcome(self, cells: dict[str, object]) -> None:
        told = tuple(cells[name] for name in ("mine_id", "kind", "decided_on", "facts"))
        self.told[told] += 1
        if self.told[told] > 1:  # the same words of one day would be the same thing
            cells["facts"] = f"{cells['facts']}（第{self.told[told]}起）"
        self.tables["outcomes"].add(**cells)
        self.outcomes += 1

    def _penalty(self, mine: Mine, day: date, cells: dict[str, object], *, alone: bool) -> None:
        severity, violation, facts = self.dice.choice(_VIOLATIONS)
        fine = 1000 * self.dice.randint(
            *{"minor": (1, 9), "ordinary": (12, 90)}.get(severity, (40, 200))
        )
        cells |= {
            "decision_no": self._document("清新应急罚", day),
            "severity": severity,
            "persons_penalised": "no",
            "violation_type": violation,
            "facts": facts,
            "legal_basis": _LAWS[severity],
            "penalty_kinds": "罚款",
            "penalty_text": f"罚款人民币{fine:,}元。",
            "fine_yuan": fine,
            "remedy": _REMEDY,
            "source_system": "安全生产执法系统（示例）",
        }
        if severity == "minor":
            cells["publish_reason"] = "依照《中华人民共和国安全生产法》第七十八条公开。"
        if severity == "serious":
            cells |= self._criterion(mine, day)
        if severity == "ordinary" and self.dice.random() < 0.1:
            repaired = day + timedelta(days=self.dice.randint(120, 200))
            if repaired <= DAY:
                cells["repaired_on"] = repaired
        if self.dice.random() < 0.01 and day <= date(2026, 6, 30):
            ended = day + timedelta(days=90)
            cells |= {
                "ended_on": ended,
                "end_kind": "revoked",
                "withdrawn_on": ended + timedelta(days=3),
                "withdraw_reason": "经行政复议，该处罚决定被撤销。",
            }
        elif self.dice.random() < 0.01 and not alone:
            cells |= {"group_id": self._id("g"), "persons_penalised": "yes"}
            self._person_in_charge(day, cells)

    def _person_in_charge(self, day: date, case: dict[str, object]) -> None:
        """一案双罚: the person in charge is penalised in the same case, named only masked."""
        fine = 1000 * self.dice.randint(5, 20)
        self._add_outcome(
            {
                **{k: v for k, v in case.items() if k not in ("repaired_on", "party_uscc")},
                **self._disclosed(day),
                "outcome_id": self._id("o"),
                "decision_no": self._document("清新应急罚", day),
                "party_type": "natural-person",
                "party_name": f"{self.dice.choice('赵钱孙李周吴郑王')}某",
                "party_role": "person-in-charge",
                "persons_penalised": None,
                "facts": "作为主要负责人，未督促、检查本单位的安全生产工作。",
                "penalty_text": f"罚款人民币{fine:,}元。",
                "fine_yuan": fine,
                "publish_reason": "依照《中华人民共和国安全生产法》第七十八条公开；已隐去名字。",
            }
        )

    def _stop_order(self, mine: Mine, day: date, cells: dict[str, object]) -> None:
        lifted = day + timedelta(days=self.dice.randint(10, 60))
        whole = self.dice.random() < 0.5
        cells |= {
            "decision_no": self._document("清新应急现", day),
            "facts": "停止采装作业，消除隐患前不得恢复。",
            "legal_basis": "《中华人民共和国安全生产法》第六十五条第一款第三项",
            "basis": "on-site-measure",
            "scope": "whole" if whole else "part",
            "remedy": _REMEDY,
            **self._criterion(mine, day),
        }
        if lifted < DAY:
            cells |= {"lifted_on": lifted, "accepted_by": "示例区应急管理局"}
        else:  # only a part stop may still be in force at a mine that produces
            cells["scope"] = "part"

    def _reproof(self, kind: str, day: date, cells: dict[str, object]) -> None:
        series, facts = _REPROOFS[kind]
        cells |= {
            "decision_no": self._document(series, day),
            "facts": facts,
            "legal_basis": "清新安办〔2024〕9号第18项",
        }
        if kind == "circular" and len(self.quotable) < 12 and day < date(2026, 6, 30):
            self.quotable.append(str(cells["outcome_id"]))

    def _notice(self, number: int, outcome_id: str) -> None:
        folder = self.target / "content" / "notices"
        folder.mkdir(exist_ok=True)
        day = date(2026, 7, 1) + timedelta(days=number)
        lines = [
            "---",
            f"title: 关于隐患排查的第{number}次通报（示例）",
            f"date: {day}",
            "kind: circular",
            f"document_no: 示例安办〔2026〕示例{100 + number}号",
            f"records: [{outcome_id}]",
            f"approval_no: {self._approval(day)}",
            "---",
            f"自查自改台账不全的，已经[通报](outcome:{outcome_id})。请各矿山对照检查。",
        ]
        file = folder / f"2026-made-{number:02}.md"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mines", type=int, default=500)
    parser.add_argument("--outcomes", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given: Any = parser.parse_args(arguments)
    try:
        write(given.folder, mines=given.mines, outcomes=given.outcomes, seed=given.seed)
    except FileExistsError:
        parser.error(f"{given.folder} is not empty")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
