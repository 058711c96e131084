"""The map as GeoJSON: hamlets, speakers, audible and blurred ground. Any geographic program can open it."""

from typing import Any

from broadcaster.domain.fleet import Fleet
from broadcaster.queries.coverage import Layout, PlacedSpeaker
from broadcaster.queries.coverage_shapes import shapes_of
from webui.figures import bare_hamlet
from webui.what_if import NEW

Feature = dict[str, Any]


def features(fleet: Fleet, layout: Layout, trial: Layout | None) -> Feature:
    """Return a FeatureCollection; with a trial its ground is drawn, and what is heard now as `kind` "before"."""
    shown = trial or layout
    ground = shapes_of(shown)
    found: list[Feature] = [
        _feature("audible", "MultiPolygon", polygons, level=level) for level, polygons in ground.audible
    ]
    found.append(_feature("blurred", "MultiPolygon", ground.blurred))
    if trial:
        present = dict(shapes_of(layout).audible)
        found.append(_feature("before", "MultiPolygon", present[0.5] if present else ()))
    names = {hamlet.code: hamlet.name for hamlet in fleet.hamlets}
    found += [
        _feature(
            "hamlet", "Polygon", [[*place.outline, place.outline[0]]], name=bare_hamlet(names[place.hamlet])
        )
        for place in layout.hamlets
        if place.outline
    ]
    standing = {each.id: each for each in layout.speakers}
    found += [_speaker(each, changed=each != standing.get(each.id)) for each in shown.speakers]
    return {"type": "FeatureCollection", "features": found}


def _speaker(speaker: PlacedSpeaker, *, changed: bool) -> Feature:
    return _feature(
        "speaker",
        "Point",
        [speaker.lon, speaker.lat],
        id=speaker.id,
        name=speaker.name,
        aims=list(speaker.aims),
        changed=changed,
        added=speaker.id.startswith(NEW),
    )


def _feature(kind: str, geometry: str, coordinates: Any, **told: Any) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": geometry, "coordinates": coordinates},
        "properties": {"kind": kind, **told},
    }
