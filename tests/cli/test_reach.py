"""`broadcaster reach estimate`: the documented example, and refusals that say where."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from broadcaster.cli import main
from tests.reach.reference import CHANCE, REFERENCE

DOCUMENT = Path(__file__).parents[2] / "docs" / "reach.md"


def example() -> dict[str, Any]:
    """Return the worked commune as docs/reach.md prints it."""
    blocks = re.findall(r"```json\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    told: dict[str, Any] = json.loads(blocks[0])
    return told


def run(tmp_path: Path, value: object) -> int:
    path = tmp_path / "input.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return main(["reach", "estimate", str(path)])


def test_the_documented_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, example()) == 0
    told = json.loads(capsys.readouterr().out)
    expected = REFERENCE["commune_model"]["commune"]
    assert told["reach_1plus"] == pytest.approx({"low": expected["R1_low"], "high": expected["R1_high"]})
    assert told["reach_3plus"]["low"] == pytest.approx(expected["R3_low"])
    assert told["naive_reach"] == pytest.approx(expected["naive"])
    assert told["grp"] == pytest.approx(REFERENCE["commune_grp"]["grp"])
    posterior = REFERENCE["commune_posterior"]
    assert told["published"]["mean"] == pytest.approx(posterior["mean"], abs=CHANCE)
    assert told["published"]["printed"] == "60 % (53–66 %)"
    assert told["claim"]["lower_95"] == pytest.approx(posterior["claim"]["lower95"], abs=CHANCE)
    assert told["claim"]["verdict"] == "not_reached"
    assert told["hamlets"][3]["published"]["printed"] == "10–50 %"
    assert "chưa đạt" in told["statement"]
    assert "Trần phủ loa ≈ 74 %" in told["statement"]


def test_the_document_prints_the_figures_that_come_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"```json\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert run(tmp_path, example()) == 0
    told = json.loads(capsys.readouterr().out)
    for name, shown in json.loads(blocks[1]).items():
        assert near(told[name], shown), name


def near(value: Any, shown: Any) -> bool:
    """Tell whether a value is the one shown, rounded as the document does and simulated anew."""
    if isinstance(shown, dict):
        return value.keys() == shown.keys() and all(near(value[name], one) for name, one in shown.items())
    return (
        bool(value == pytest.approx(shown, abs=0.005)) if isinstance(shown, float) else bool(value == shown)
    )


def test_every_field_of_the_input_is_documented() -> None:
    from broadcaster.cli import reach_hamlets, reach_input, reach_parameters

    text = DOCUMENT.read_text("utf-8")
    modules = (reach_hamlets, reach_input, reach_parameters)
    blocks = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    fields = {name for one in blocks for name in getattr(one, "model_fields", {})}
    assert len(fields) > 30
    assert [name for name in sorted(fields) if f"`{name}`" not in text] == []


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Typed:
        buffer = io.BytesIO(json.dumps(example()).encode())

    monkeypatch.setattr("sys.stdin", Typed)
    assert main(["reach", "estimate", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["residents"] == 4200


def test_the_least_that_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, {"hamlets": [{"residents": 10, "coverage": 1}]}) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["reach_1plus"] == {"low": 0, "high": 0}
    assert told["confirmed_share"]["low"] is None
    assert told["claim"]["verdict"] == "not_proven"


def test_bins_unnamed_dayparts_and_other_channels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = {
        "hamlets": [
            {
                "residents": 500,
                "audibility_bins": [{"audibility": 0.9, "share": 0.5}, {"audibility": 0.3, "share": 0.3}],
                "dayparts": [{"g": 1, "confirmed": 8}, {"presence": 0.8, "confirmed": 5, "manual": 1}],
                "coverage_source": "polygon",
            }
        ],
        "parameters": {"mu": {"typical": 0.3, "low": 0.2, "high": 0.4}, "draws": 500},
        "channels": [{"name": "Zalo", "reach": 0.3}],
    }
    assert run(tmp_path, given) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ceiling"] == pytest.approx(0.8)
    assert told["opportunity_to_hear"]["low"] == pytest.approx(0.5)
    assert told["any_channel"]["high"] <= 1
    assert "DQ5" in [flag["code"] for flag in told["flags"]]


def without(path: str) -> dict[str, Any]:
    value = example()
    del value["hamlets"][0][path]
    return value


def altered(change: str) -> dict[str, Any]:
    """Return the example with values replaced, `hamlets.0.residents=-1`, several parted by tabs."""
    value = example()
    for one in change.split("\t"):
        path, _, new = one.partition("=")
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place: Any = value
        for step in way:
            place = place[step]
        place[last] = json.loads(new)
    return value


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            "hamlets.0.residents=-1",
            "hamlets[0].residents: may not be less than 0, is -1",
        ),
        ("hamlets.1.coverage=1.2", "hamlets[1].coverage: may not be more than 1, is 1.2"),
        ('hamlets.1.coverage="0.5"', 'hamlets[1].coverage: a number is wanted, not "0.5"'),
        ("hamlets.0.residents=1200.5", "hamlets[0].residents: a whole number is wanted, not 1200.5"),
        ("hamlets.0.residents=true", "hamlets[0].residents: a whole number is wanted, not true"),
        ("hamlets.2.dayparts.1.failed=-2", "hamlets[2].dayparts[1].failed: may not be less than 0, is -2"),
        ("hamlets.3.residents=20", "hamlets[3]: survey.interviewed (25) is more than residents (20)"),
        ("hamlets.3.survey.heard=26", "hamlets[3].survey: heard (26) is more than interviewed (25)"),
        ("survey.foil.claimed=146", "survey.foil: claimed (146) is more than asked (145)"),
        ("survey.foil.asked=5000", "survey.foil.asked: (5000) is more than all residents (4200)"),
        ("survey.foli=1", "survey.foli: no such field"),
        ("parameters.mu=1.5", "parameters.mu: may not be more than 1, is 1.5"),
        ("parameters.rho=0", "parameters.rho: lies strictly between 0 and 1"),
        ('parameters.mu={"typical":0.3,"low":0.4}', "parameters.mu: low <= typical <= high does not hold"),
        (
            'parameters.presence={"noon":0.5}',
            "parameters.presence.noon: no hamlet has a daypart of this name",
        ),
        (
            'hamlets.0.dayparts.0.name="dawn"',
            "hamlets[0].dayparts[0]: of daypart 'dawn' it is not known who is at home: give presence",
        ),
        (
            'hamlets.0.dayparts.0.name=""',
            "hamlets[0].dayparts[0]: of daypart '' it is not known who is at home: give presence",
        ),
        ("hamlets=[]", "hamlets: must have at least 1 element"),
        ('hamlets=[{"residents":0,"coverage":1}]', "input: nobody lives in any of these hamlets"),
        ('hamlets=[{"residents":5}]', "hamlets[0]: give either coverage or audibility_bins"),
        ('hamlets.0.coverage_source="guess"', "hamlets[0]: coverage_source is one of households"),
        (
            'hamlets=[{"residents":5,"audibility_bins":[{"audibility":1,"share":0.7},{"audibility":0,"share":0.6}]}]',
            "hamlets[0]: the shares of audibility_bins sum to 1.3, more than 1",
        ),
        ('hamlets.1.name="thôn  1"', "hamlets[1].name: 'thôn  1' is the name of hamlets[0] already"),
        (
            'hamlets.0.name="Hamlet 2"\thamlets.1.name=""',
            "hamlets[1].name: 'hamlet 2' is the name of hamlets[0]",
        ),
        (
            'hamlets.1.dayparts=[{"name":"morning","confirmed":8},{"name":"morning","failed":1}]',
            "hamlets[1].dayparts[1].name: 'morning' is the name of dayparts[0] already",
        ),
        (
            'channels=[{"name":"Zalo","reach":0.2},{"name":"zalo","reach":0.3}]',
            "channels[1].name: 'zalo' is the name of channels[0] already",
        ),
        (f'hamlets.0.name="{"x" * 201}"', "hamlets[0].name: longer than 200 characters"),
        (
            "hamlets.0.residents=1000000000000",
            "hamlets[0].residents: may not be more than 100000000, is 1000000000000",
        ),
        (
            "hamlets.0.dayparts.0.confirmed=100001",
            "hamlets[0].dayparts[0].confirmed: may not be more than 100000, is 100001",
        ),
        ("hamlets.0.lat=20.9", "hamlets[0].lat: no such field"),
        ("hamlets.0.dayparts.0=null", "hamlets[0].dayparts[0]: an object {…} is wanted, not null"),
        ("parameters.foil_rate=1", "parameters.foil_rate: at a rate of 1 everybody says yes"),
        ("parameters.seed=-1", "parameters.seed: may not be less than 0"),
        (
            'hamlets=[{"residents":9,"coverage":1}]',
            "survey: nobody was interviewed; give hamlets[…].survey, or leave this out",
        ),
        ("survey.age_days=-1", "survey.age_days: may not be less than 0"),
        ("evidence=[]", "evidence: an object {…} is wanted, not []"),
        ("parameters.absent_share=1", "parameters.absent_share: must be less than 1, is 1"),
        ("hamlets.0.coverage=NaN", "hamlets[0].coverage: a finite number is wanted, not NaN"),
        ("hamlets.0.name=5", "hamlets[0].name: text in quotes is wanted, not 5"),
        ('evidence={"level_measured":"yes"}', 'evidence.level_measured: true or false is wanted, not "yes"'),
    ],
)
def test_refusals_name_the_place(
    change: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, altered(change)) == 2
    told = capsys.readouterr()
    place, _, reason = complaint.partition(": ")
    shown, _, said = told.err.splitlines()[0].partition(": ")[2].partition(": ")
    in_vietnamese, _, in_english = said.partition(" / ")
    assert (shown, in_english[: len(reason)]) == (place, reason)
    assert in_vietnamese != in_english
    assert not told.out


def test_more_draws_than_a_machine_can_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = [{"residents": 9, "coverage": 1}] * 201
    assert run(tmp_path, {"hamlets": many, "parameters": {"draws": 100_000}}) == 2
    assert (
        "parameters.draws: nhiều nhất 99502 cho 201 thôn / at most 99502 for 201 hamlets"
        in capsys.readouterr().err
    )


def test_people_who_always_listen_are_no_number_that_breaks_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    habit = {"typical": 0.999999, "low": 0.99999, "high": 0.9999999}
    given = example() | {"parameters": {"mu": habit, "rho": habit}}
    assert run(tmp_path, given) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert json.loads(told.out)["model"]["mean"] == pytest.approx(json.loads(told.out)["ceiling"], abs=0.03)


def test_all_faults_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = without("residents")
    given["hamlets"][1]["coverage"] = 2
    assert run(tmp_path, given) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert told[0].endswith("hamlets[0].residents: thiếu / missing")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not JSON: Expecting value at line 1, column 1"),
        ('{"hamlets": [\n}', "not JSON: Expecting value at line 2, column 1"),
        ("[]", "input: ở đây cần một đối tượng {…}, không phải [] / an object {…} is wanted, not []"),
        ('{"hamlets": [], "hamlets": []}', "the name 'hamlets' stands twice in one object"),
        (
            '{"hamlets": [{"residents": NaN}]}',
            "hamlets[0].residents: ở đây cần số nguyên, không phải NaN / a whole number is wanted, not NaN",
        ),
        ("[" * 100_000, "nested too deeply"),
        (f'{{"hamlets": [{{"residents": {"9" * 5000}}}]}}', "999999999999… is a number of 5000 digits"),
        (
            '{"hamlets": [{"residents": 9, "coverage": 1e400}]}',
            "hamlets[0].coverage: ở đây cần số hữu hạn, không phải Infinity / a finite number is wanted",
        ),
        (r'{"commune": "\ud800"}', "is half a letter"),
    ],
)
def test_what_is_no_json(
    text: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, text) == 2
    assert complaint in capsys.readouterr().err


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reach", "estimate", str(tmp_path / "none.json")]) == 2
    assert "No such file" in capsys.readouterr().err
    (tmp_path / "input.json").write_bytes(b"\xff\xfe{")
    assert main(["reach", "estimate", str(tmp_path / "input.json")]) == 2
    assert "not UTF-8" in capsys.readouterr().err
