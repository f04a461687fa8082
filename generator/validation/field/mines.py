"""Mines and ponds: capacity, scale, what only a tailings pond has, and who belongs to whom."""

from __future__ import annotations

from collections.abc import Iterator

from generator.problems import Problem
from generator.validation.desk import Desk, Line, grouped
from generator.validation.field import forms


def capacity_has_its_unit(desk: Desk) -> Iterator[Problem]:
    """A capacity is in 万吨 or in 万立方米: never compare across (国土资发〔2004〕208号)."""
    for mine in desk.lines("mines", "mines"):
        if mine.text("capacity") and not mine.text("capacity_unit"):
            yield mine.problem("capacity-unit-missing", "capacity_unit")


_MINING = {
    "open-pit": ("open-pit",),
    "underground": ("underground",),
    "combined": ("open-pit", "underground"),
    "other": (),
}
"""The classes of the list that a mine kind falls under, besides those for any mining."""


def scale_fits_its_class(desk: Desk) -> Iterator[Problem]:
    """Large, medium or small is what the mineral's class says of the capacity; the lower bound
    belongs to the class (国土资发〔2004〕208号, 矿山生产建设规模分类一览表). Silent where the list
    has no class for the mineral.
    """
    classes = grouped(desk.lines("mines", "scale_classes"), "mineral")
    for mine in desk.lines("mines", "mines"):
        known = _classes_for(mine, classes.get(mine.text("mineral"), ()))
        if not known or not mine.text("capacity_unit") or not mine.text("scale"):
            continue
        if mine.number("capacity") is None or not forms.fits(mine, "scale", "capacity_unit"):
            continue
        of_unit = [line for line in known if line.text("unit") == mine.text("capacity_unit")]
        if not of_unit:
            units = "、".join(sorted({line.text("unit") for line in known}))
            yield mine.problem("capacity-unit-class", "capacity_unit", expected=units)
            continue
        expected = {_scale(mine, line) for line in of_unit}
        if None not in expected and mine.text("scale") not in expected:
            yield mine.problem(
                "scale-class",
                "scale",
                scale=mine.word("scale"),
                capacity=f"{mine.text('capacity')}{mine.text('capacity_unit')}",
                mineral=mine.text("mineral"),
                large=of_unit[0].text("large_from"),
                medium=of_unit[0].text("medium_from"),
            )


def _classes_for(mine: Line, classes: tuple[Line, ...]) -> tuple[Line, ...]:
    """The classes of the mineral for this way of mining, else those for any."""
    mining = _MINING.get(mine.text("mine_kind"))
    if mining is None:
        return ()
    special = tuple(line for line in classes if line.text("mining") in mining)
    return special or tuple(line for line in classes if line.text("mining") == "any")


def _scale(mine: Line, line: Line) -> str | None:
    capacity, large = mine.number("capacity"), line.number("large_from")
    medium = line.number("medium_from")
    if capacity is None or large is None or medium is None:
        return None
    return "large" if capacity >= large else "medium" if capacity >= medium else "small"


def only_ponds_have_pond_fields(desk: Desk) -> Iterator[Problem]:
    """等别 and 头顶库 are said of tailings ponds only (尾矿库安全规程 GB 39496-2020)."""
    for mine in desk.lines("mines", "mines"):
        if mine.text("mine_kind") == "tailings-pond" or not forms.fits(mine, "mine_kind"):
            continue
        for name in ("pond_class", "pond_above_homes"):
            if mine.text(name):
                yield mine.problem("pond-field", name, kind=mine.word("mine_kind"))


def parents_do_not_go_round(desk: Desk) -> Iterator[Problem]:
    """No mine belongs to itself, not by way of others either (data contract)."""
    mines = desk.by_key("mines", "mines", "mine_id")
    judged: set[str] = set()
    for mine_id, mine in mines.items():
        path = [mine_id]
        while (parent := mines[path[-1]].text("parent_mine_id")) in mines and parent not in path:
            path.append(parent)
        if parent == mine_id and mine_id not in judged:
            judged.update(path)
            yield mine.problem("parent-circle", "parent_mine_id", path=" → ".join([*path, parent]))
