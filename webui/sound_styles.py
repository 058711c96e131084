"""*Cài đặt › Âm thanh của đài*: what is heard around and under the words, who speaks, and how fast."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.sound_style import OWN, OWN_SOUNDS, PACES, SoundStyle, Speaker
from broadcaster.queries.sound_styles_page import StylePage, style_page
from broadcaster.services import sound_styles
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, today, writing
from webui.language import _, later

pages = Blueprint("sound_styles", __name__, url_prefix="/cai-dat/am-thanh")

OWN_TITLES: dict[str, str] = {
    "signature": later("Nhạc hiệu có sẵn"),
    "chime": later("Ba tiếng chuông có sẵn"),
    "close": later("Nhạc kết có sẵn"),
    "bed": later("Nhạc nền có sẵn"),
}
SPEAKERS: dict[Speaker, str] = {
    Speaker.USUAL: later("Giọng thường của máy"),
    Speaker.WOMAN: later("Giọng nữ"),
    Speaker.MAN: later("Giọng nam"),
}
PLACES: dict[str, str] = {
    "opening": later("Nhạc hiệu mở đầu"),
    "ident": later("Lời xưng tên đài"),
    "bed": later("Nhạc nền dưới lời đọc"),
    "closing": later("Nhạc kết"),
}


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """Show how the station sounds."""
    with reading() as session:
        page = style_page(session, commune_id(), today=today())
    style = page.present
    form = Form(speaker=style.speaker.value, pace=style.words_per_minute or "")
    form |= {name: getattr(style, name) for name in PLACES}
    form |= {"bed_is_usual": style.bed_is_usual, "for_horns": style.for_horns}
    return _page(page, form)


@pages.post("/")
@opens_to(Act.KEEP_SETTINGS)
def decide() -> AnyResponse | tuple[str, int]:
    """Write down how the station shall sound from now on."""
    form = posted()
    try:
        style = _style(form)
        if style is not None:
            with writing() as session:
                sound_styles.decide(session, style, by=me(), now=now())
            flash(_("Đã lưu. Bản tin tạo tiếng từ nay nghe theo cài đặt này."))
            return redirect(url_for("sound_styles.index"))
    except StationError as refusal:
        form.refused(refusal)
    with reading() as session:
        page = style_page(session, commune_id(), today=today())
    return _page(page, form), 422


def _style(form: Form) -> SoundStyle | None:
    speaker = form.choice("speaker", Speaker)
    pace = form.whole("pace", least=PACES[0], most=PACES[-1])
    if speaker is None or form.errors:
        return None
    try:
        return SoundStyle(
            **{name: form.words(name) for name in PLACES},
            bed_is_usual=bool(form.words("bed_is_usual")),
            for_horns=bool(form.words("for_horns")),
            speaker=speaker,
            words_per_minute=pace,
        )
    except ValueError as error:
        raise StationError("sound_not_usable") from error


def _page(page: StylePage, form: Form) -> str:
    own = [(f"{OWN}{name}", str(OWN_TITLES[name])) for name in OWN_SOUNDS]
    gone = [(name, page.titles.get(name, name)) for name in page.lapsed]
    titles = dict(own) | page.titles
    return render_template(
        "sound_styles.html",
        page=page,
        form=form,
        errors=form.errors,
        places=PLACES,
        choices=[*own, *page.choices, *gone],
        titles=titles,
        lapsed=[titles.get(name, name) for name in sorted(page.lapsed)],
        speakers=[(each.value, word) for each, word in SPEAKERS.items()],
        speaker_words=SPEAKERS,
        own_sounds=[(OWN_TITLES[name], station().own_sounds[name]) for name in OWN_SOUNDS],
    )
