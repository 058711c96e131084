"""How the words on the desk are said today: for the editor, and against the sound that was made of them."""

from broadcaster.queries import library_page
from broadcaster.queries.desk import EditorView
from broadcaster.queries.pace import pace
from broadcaster.services import sound_styles
from webui.house import commune_id, reading, station, today
from webui.talk import Talk, kept_offers, talk


def said(text: str, view: EditorView | None, duration_ms: int | None = None) -> dict[str, object]:
    """Lay out how the words typed so far are said; what was chosen counts as long as the words are the same."""
    chosen = dict(view.choices) if view and view.text == text else {}
    shown = _talk(text, chosen, duration_ms)
    return {"talk": shown, "chosen": kept_offers(shown, chosen)}


def recorded_voices() -> tuple[tuple[str, str], ...]:
    """Return the recorded voices that a bulletin may use today."""
    with reading() as session:
        return library_page.voices(session, commune_id(), today=today())


def sound_around() -> dict[str, object]:
    """Return what the station offers around a bulletin's words today."""
    with reading() as session:
        style = sound_styles.present(session, commune_id())
    return {"has_bed": bool(style.bed), "usual_style": style.for_bulletin()}


def is_outdated(view: EditorView) -> bool:
    """Tell whether the finished sound says something else than these words are read today."""
    if view.rendering is None or view.rendering.sound is None:
        return False
    return station().speller.read(view.text, choices=dict(view.choices)).text != view.rendering.spoken_text


def _talk(text: str, choices: dict[int, str], duration_ms: int | None = None) -> Talk | None:
    if not text.strip():
        return None
    with reading() as session:
        voice = pace(session, commune_id())
    return talk(station().speller.read(text, choices=choices), duration_ms=duration_ms, voice=voice)
