"""The words people read for the codes in the data: the labels of the schemas' enums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.messages import sentence, site
from generator.packages import Packages


@dataclass(frozen=True)
class Vocabulary:
    """Labels by (resource, field) and value; titles of fields and tables."""

    labels: Mapping[tuple[str, str], Mapping[str, str]]
    titles: Mapping[tuple[str, str], str]

    def word(self, resource: str, field: str, value: str) -> str:
        """The label of a code; the code itself where the schema gives no label."""
        return self.labels.get((resource, field), {}).get(value, value)

    def words(self, resource: str, field: str) -> Mapping[str, str]:
        """All codes of a field with their labels, in the order of the schema."""
        return self.labels.get((resource, field), {})

    def status(self, mine_kind: str, status: str) -> str:
        """The registered state of a mine or a pond; a pond is closed by 闭库, a mine by 关闭."""
        use = "pond-statuses" if mine_kind == "tailings-pond" else "mine-statuses"
        return site()[use].get(status) or self.word("mines", "status", status)

    def batch(self, batch: str, stage: str) -> str:
        """What is done with the mines of a case, or proposed while the public is consulted."""
        word = self.word("cases", "batch", batch)
        return sentence("phrases", "proposed", what=word) if stage == "consultation" else word

    def title(self, resource: str, field: str) -> str:
        """The heading people see for a field."""
        return self.titles.get((resource, field), field)


def of(packages: Packages) -> Vocabulary:
    """Collect labels and titles from every Table Schema."""
    labels = {}
    titles = {}
    for package in packages.values():
        for resource in package.resources.values():
            for entry in resource.fields:
                place = (resource.name, entry["name"])
                titles[place] = str(entry.get("title") or entry["name"])
                categories = entry.get("categories", ())
                if categories:
                    labels[place] = {str(c["value"]): str(c["label"]) for c in categories}
    return Vocabulary(labels, titles)
