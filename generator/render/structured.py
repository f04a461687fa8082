"""What the pages are in the vocabulary of schema.org, for machines that read JSON-LD.

Plain mappings; the skin writes them into the head. Addresses in them are absolute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator import addresses
from generator.messages import sentence
from generator.records import Channel, Town
from generator.render.downloads import Table
from generator.settings import Settings

Thing = Mapping[str, object]

_DIALLED = frozenset({"hotline", "duty-phone"})
_LINKED = ("https://", "http://")


def home(settings: Settings, *, searchable: bool) -> tuple[Thing, Thing]:
    """Who publishes, and the site itself; with an action where it has a page to search on."""
    return publisher(settings), _site(settings, searchable=searchable)


def publisher(settings: Settings) -> Thing:
    """The office that answers for the site."""
    return {
        "@type": "GovernmentOrganization",
        "@id": settings.site_url + "#publisher",
        "name": settings.publisher,
        "url": settings.site_url,
        "identifier": {
            "@type": "PropertyValue",
            "propertyID": sentence("structured", "uscc"),
            "value": settings.publisher_uscc,
        },
    }


def _site(settings: Settings, *, searchable: bool) -> Thing:
    thing: dict[str, object] = {
        "@type": "WebSite",
        "@id": settings.site_url + "#site",
        "name": settings.site_name,
        "url": settings.site_url,
        "inLanguage": settings.language,
        "publisher": {"@id": settings.site_url + "#publisher"},
    }
    if searchable:
        thing["potentialAction"] = {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{settings.site_url}{addresses.SEARCH}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        }
    return thing


def report_service(
    settings: Settings,
    name: str,
    description: str,
    channels: Iterable[Channel],
    towns: Sequence[Town],
) -> Thing:
    """Reporting a danger: where, by which channels, for which towns."""
    thing: dict[str, object] = {
        "@type": "GovernmentService",
        "name": name,
        "description": description,
        "serviceType": name,
        "url": settings.site_url + addresses.REPORT,
        "provider": publisher(settings),
        "availableChannel": [_channel(channel) for channel in channels],
    }
    if towns:
        thing["areaServed"] = [{"@type": "AdministrativeArea", "name": t.name} for t in towns]
    return thing


def _channel(channel: Channel) -> Thing:
    thing: dict[str, object] = {"@type": "ServiceChannel", "name": channel.name}
    if channel.kind in _DIALLED:
        thing["servicePhone"] = {"@type": "ContactPoint", "telephone": channel.value}
    elif channel.value.startswith(_LINKED):
        thing["serviceUrl"] = channel.value
    if channel.scope:
        thing["description"] = channel.scope
    return thing


def catalogue(settings: Settings, tables: Sequence[Table]) -> Thing:
    """The data of the site: one data set a package."""
    by_package: dict[str, list[Table]] = {}
    for table in tables:
        by_package.setdefault(table.package.name, []).append(table)
    return {
        "@type": "DataCatalog",
        "@id": settings.site_url + addresses.DATA,
        "name": settings.site_name,
        "url": settings.site_url + addresses.DATA,
        "publisher": publisher(settings),
        "inLanguage": settings.language,
        "dataset": [_dataset(settings, members) for members in by_package.values()],
    }


def _dataset(settings: Settings, tables: Sequence[Table]) -> Thing:
    descriptor = tables[0].package.descriptor
    name = tables[0].package.name
    title, said = descriptor.get("title") or name, descriptor.get("description") or ""
    titles = (str(t.resource.descriptor.get("title") or t.resource.name) for t in tables)
    listed = sentence("phrases", "and").join(titles)
    thing: dict[str, object] = {
        "@type": "Dataset",
        "@id": f"{settings.site_url}{addresses.DATA}#{name}",
        "name": sentence("structured", "dataset", title=title, site=settings.site_name),
        "description": sentence("structured", "tables", said=said, tables=listed),
        "url": f"{settings.site_url}{addresses.DATA}#{name}",
        "license": _licence(descriptor) or settings.data_licence,
        "creator": publisher(settings),
        "isAccessibleForFree": True,
        "inLanguage": settings.language,
        "includedInDataCatalog": {"@id": settings.site_url + addresses.DATA},
        "distribution": [*_distribution(settings, tables)],
    }
    days = sorted(day for table in tables for day in (table.first, table.last) if day)
    if days:
        thing["dateModified"] = days[-1]
        thing["temporalCoverage"] = f"{days[0]}/{days[-1]}"
    return thing


def _licence(descriptor: Mapping[str, object]) -> str:
    """The address of the licence the package names first."""
    licences = descriptor.get("licenses")
    first = licences[0] if isinstance(licences, list) and licences else {}
    return str(first.get("path", "")) if isinstance(first, dict) else ""


def _distribution(settings: Settings, tables: Iterable[Table]) -> Iterator[Thing]:
    for table in tables:
        yield {
            "@type": "DataDownload",
            "name": table.resource.descriptor.get("title") or table.resource.name,
            "contentUrl": settings.site_url + table.artifact.path,
            "encodingFormat": "text/csv",
            "contentSize": f"{table.size} B",
            "sha256": table.digest,
        }
