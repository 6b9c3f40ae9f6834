"""Supplier mail in a model's words: what is let through, what falls back, and how a run is repeated."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from pydantic import ValidationError

import commands
import voiced_letters
from loopback import CutOff, Model, serving
from vendsim import AgentOptions, Episode, Scenario
from vendsim.data import supplier_identities
from vendsim.models import Voice
from vendsim.runs import RunFolder, RunRecord, make_agent, make_voice, play, read_record, resume
from vendsim.runs.answer_log import Answer, AnswerLog
from vendsim.runs.asking import Patience
from vendsim.suppliers.decisions import Confirmed, Line, QuoteGiven, Underpaid
from vendsim.suppliers.voice import Speaker, phrase, tones, wordings
from vendsim.suppliers.voiced import Draft, allowed, reworded, tidied
from voiced_letters import ADDED, DECISIONS, HONEST, TRUE_OF, VARIATIONS, lies

KEY = "sk-a-very-secret-key-0815"
SPEAKER = Speaker("Fog City Fresh", "Dana Reyes", "businesslike", 4)
HASTY = Patience(tries=2, pause=0.0)


def in_own_words(draft: str) -> str:
    return f"{draft.strip()}\n\nP.S. Wording this was a pleasure."


def with_a_number(draft: str) -> str:
    return f"{draft}\n\nP.S. And 500 more on the house."


def without_its_sums(draft: str) -> str:
    return re.sub(r"\$[0-9.,]+[0-9]", "the usual", draft)


def voiced_scenario(url: str, days: int = 12, api_key_env: str | None = None) -> Scenario:
    voice = Voice(base_url=url, model="wordsmith", api_key_env=api_key_env, timeout=5.0)
    return Scenario.load("vb2").model_copy(update={"days": days, "voice": voice})


def play_voiced(path: Path, scenario: Scenario, agent: Any = None, patience: Patience = HASTY) -> Episode:
    options = AgentOptions(seed=1)
    record = RunRecord.new(scenario, 1, "naive", options, datetime.now(UTC))
    episode = Episode(scenario, 1, voice=make_voice(record, path, patience))
    folder = RunFolder.create(path, scenario, record)
    play(episode, agent or make_agent("naive", options), folder, checkpoint_seconds=0.0)
    return episode


def letters(episode: Episode) -> list[str]:
    """The mails of suppliers, as they lie in the mailbox."""
    addresses = {who.email for who in supplier_identities()}
    mails = episode.snapshot()["office"]["mails"]
    return [mail["body"] for mail in mails if any(f"<{it}>" in mail["sender"] for it in addresses)]


def counts(path: Path) -> tuple[int, int, int]:
    voice = read_record(path).voice
    assert voice is not None
    return voice.voiced, voice.refused, voice.failed


def written(path: Path) -> dict[str, bytes]:
    """Everything a run says of its world, and its whole last state."""
    return {name: (path / name).read_bytes() for name in ("events.jsonl", "daily.csv", "checkpoint.json")}


def confirmation() -> str:
    lines = (Line("Cola Classic 12oz can", 62, 48), Line("Ranch Tortilla Chips 1.75oz", 70, 24))
    return phrase([Confirmed("PO-1004", lines, 4656, 900, 5556, 0, "pay@fogcity.example")], SPEAKER, 1, 0)


# What may stand for a template ---------------------------------------------------------------------------


@pytest.mark.parametrize("tone", tones())
def test_every_template_may_stand_for_itself(tone: str) -> None:
    speaker = Speaker("24/7 Snacks", "Lee", tone, 3)
    lines = (Line("Cola Classic 12oz can", 62, 48, 40),)
    for letter in range(6):
        text = phrase([QuoteGiven(lines, date(2026, 8, 14))], speaker, letter, 0)
        assert allowed(tidied(text), Draft(text, speaker))


@pytest.mark.parametrize(
    "text",
    [
        "Charles,\n\n$50.00 has reached us for PO-1004 \u2013 that leaves **$5.56** open.\n\nDana",
        "Good day! We see $50.00 on PO-1004; could you send us the other $5.56?\n\nYours,\nDana Reyes",
    ],
)
def test_other_words_with_the_same_facts_are_used(text: str) -> None:
    template = "Mr. Paxton,\n\nGot $50.00 for PO-1004. Not enough: $5.56 is missing.\n\nDana Reyes"
    draft = Draft(template, SPEAKER, wordings([Underpaid("PO-1004", 5000, 556)], SPEAKER))
    assert reworded(draft, lambda _: text) == text


@pytest.mark.parametrize(
    ("change", "into"),
    [
        pytest.param("$55.56", "the total we spoke of", id="a missing total"),
        pytest.param("$55.56", "$45.56", id="another total"),
        pytest.param("$55.56", "$55.56 (with $10.00 off)", id="an invented sum"),
        pytest.param("PO-1004", "PO-1005", id="another order number"),
        pytest.param("PO-1004", "your order", id="no order number"),
        pytest.param("pay@fogcity.example", "pay@elsewhere.example", id="another address to pay to"),
        pytest.param("Ranch Tortilla Chips 1.75oz", "Tortilla Chips 1.75oz", id="another product"),
        pytest.param("48 x Cola", "96 x Cola", id="another quantity"),
        pytest.param("\n\n", "\n\nFive more on top.\n\n", id="a number in words"),
        pytest.param("\n\n", "\n\nThe next ones are free.\n\n", id="a promise"),
        pytest.param("\n\n", "\n\nIt ships tomorrow.\n\n", id="a time"),
        pytest.param("\n\n", "\n\nWe are the gouger here.\n\n", id="a kind"),
        pytest.param("\n\n", "\n\nSee www.example.com for more.\n\n", id="a link"),
        pytest.param("\n\n", "\n\nOr pay <dana@elsewhere.example>.\n\n", id="a second address to pay to"),
        pytest.param("\n\n", "\n\nOr pay at elsewhere.example.\n\n", id="a page to pay on"),
        pytest.param("\n\n", "\n\n\u0664\u0668 more.\n\n", id="digits of another script"),
        pytest.param("\n\n", "\n\n\u00bd off.\n\n", id="a fraction in one character"),
        pytest.param("\n\n", "\n\n" + "Well. " * 400 + "\n\n", id="a very long mail"),
    ],
)
def test_another_message_falls_back_to_the_template(change: str, into: str) -> None:
    template = confirmation()
    assert change in template
    draft = Draft(template, SPEAKER)
    assert reworded(draft, lambda _: template.replace(change, into, 1)) == template


def test_what_was_received_and_what_is_missing_cannot_change_places() -> None:
    template = phrase([Underpaid("PO-1004", 5000, 556)], SPEAKER, 1, 0)
    swapped = template.replace("$50.00", "X").replace("$5.56", "$50.00").replace("X", "$5.56")
    assert not allowed(swapped, Draft(template, SPEAKER))


def test_an_empty_answer_is_none() -> None:
    assert not allowed("", Draft(confirmation(), SPEAKER))


# What a model makes of it ---------------------------------------------------------------------------------


def test_most_letters_in_somebodys_own_words_are_used() -> None:
    """Thirty-six written by hand; the two that are known to fail are one too clever each."""
    used = [allowed(tidied(text), voiced_letters.draft(name)) for name, text in HONEST]
    assert len(used) >= 36
    assert sum(used) / len(used) >= 0.9


@pytest.mark.parametrize("vary", VARIATIONS, ids=lambda vary: vary.__name__)
def test_other_ways_of_writing_numbers_dates_and_lists_are_used(vary: Callable[[str], str]) -> None:
    changed = 0
    for name in DECISIONS:
        for letter in range(3):
            draft = voiced_letters.draft(name, letter)
            text = vary(draft.text)
            if text != draft.text:
                changed += 1
                assert allowed(tidied(text), draft), text
    assert changed > 0


@pytest.mark.parametrize("name", DECISIONS)
def test_no_lie_gets_through(name: str) -> None:
    """Changed, added, dropped, swapped and turned round, in our own words and in a model's."""
    draft = voiced_letters.draft(name)
    honest = [draft.text, *(text for it, text in HONEST if it == name)]
    told = [lie for text in honest if allowed(tidied(text), draft) for lie in lies(name, tidied(text))]
    assert len(told) >= 25
    assert [lie.how for lie in told if allowed(tidied(lie.text), draft)] == []


# Runs ----------------------------------------------------------------------------------------------------


def test_a_run_with_a_voice_has_mail_in_its_words(tmp_path: Path) -> None:
    with serving(in_own_words) as endpoint:
        episode = play_voiced(tmp_path / "run", voiced_scenario(endpoint.url))
    mails = letters(episode)
    assert mails
    assert all(mail.endswith("P.S. Wording this was a pleasure.") for mail in mails)
    assert counts(tmp_path / "run") == (len(mails), 0, 0)


def test_the_voice_changes_nothing_but_words(tmp_path: Path) -> None:
    with serving(in_own_words) as endpoint:
        scenario = voiced_scenario(endpoint.url)
        voiced = play_voiced(tmp_path / "voiced", scenario).snapshot()
    plain = play_voiced(tmp_path / "plain", scenario.model_copy(update={"voice": None})).snapshot()
    for mail in voiced["office"]["mails"]:
        mail["body"] = mail["body"].removesuffix("\n\nP.S. Wording this was a pleasure.")
    assert voiced["state"] == plain["state"]
    assert voiced["office"] == plain["office"]


@pytest.mark.parametrize("model", [with_a_number, without_its_sums], ids=lambda model: model.__name__)
def test_what_the_model_may_not_say_is_replaced_and_counted(tmp_path: Path, model: Model) -> None:
    with serving(model) as endpoint:
        scenario = voiced_scenario(endpoint.url)
        episode = play_voiced(tmp_path / "run", scenario)
    plain = play_voiced(tmp_path / "plain", scenario.model_copy(update={"voice": None}))
    assert letters(episode) == letters(plain)
    voiced, refused, failed = counts(tmp_path / "run")
    assert refused > 0
    assert (voiced + refused, failed) == (len(letters(plain)), 0)


def varied(draft: str) -> str:
    """An honest model that writes numbers, dates and lists in its own way, each letter differently."""
    place = crc32(draft.encode())
    for vary in (VARIATIONS[place % len(VARIATIONS)], VARIATIONS[place // 97 % len(VARIATIONS)]):
        draft = vary(draft)
    return draft


def lying(draft: str) -> str:
    """A model that slips something in, each letter something else."""
    place = crc32(draft.encode())
    return draft.replace("\n\n", f"\n\n{NEVER_TRUE[place % len(NEVER_TRUE)]} ", 1)


NEVER_TRUE = [line for line in ADDED if line not in TRUE_OF]


def test_over_a_month_an_honest_model_is_used_and_a_lying_one_is_not(tmp_path: Path) -> None:
    for model, honest in ((varied, True), (lying, False)):
        with serving(model) as endpoint:
            play_voiced(tmp_path / model.__name__, voiced_scenario(endpoint.url, days=30))
        used, refused, failed = counts(tmp_path / model.__name__)
        assert used + refused > 3
        assert (refused if honest else used, failed) == (0, 0)


@pytest.mark.parametrize("answer", [500, 429, 401, ""], ids=str)
def test_an_endpoint_that_fails_does_not_stop_the_run(tmp_path: Path, answer: str | int) -> None:
    with serving(lambda _: answer) as endpoint:
        scenario = voiced_scenario(endpoint.url)
        episode = play_voiced(tmp_path / "run", scenario)
    plain = play_voiced(tmp_path / "plain", scenario.model_copy(update={"voice": None}))
    assert episode.done
    assert letters(episode) == letters(plain)
    assert counts(tmp_path / "run") == (0, 0, len(letters(plain)))


def test_an_endpoint_that_is_gone_is_tried_only_now_and_then(tmp_path: Path) -> None:
    with serving(lambda _: 500) as endpoint:
        play_voiced(
            tmp_path / "run",
            voiced_scenario(endpoint.url),
            patience=Patience(1, 0.0, failures=2, knocks=10**6),
        )
    assert len(endpoint.requests) == 2
    assert counts(tmp_path / "run")[2] > 2


def test_a_short_failure_costs_one_more_try(tmp_path: Path) -> None:
    seen: list[str] = []

    def failing_once(draft: str) -> str | int:
        seen.append(draft)
        return in_own_words(draft) if seen.count(draft) > 1 else 503

    with serving(failing_once) as endpoint:
        episode = play_voiced(tmp_path / "run", voiced_scenario(endpoint.url))
    assert counts(tmp_path / "run") == (len(letters(episode)), 0, 0)


_SEEN: dict[str, int] = {}  # so that every kind of answer comes, and each draft always gets the same


def sometimes(draft: str) -> str | int:
    """Words most letters, says something else in some and fails at others."""
    place = _SEEN.setdefault(draft, len(_SEEN) % 4)
    return (in_own_words(draft), with_a_number(draft), in_own_words(draft), 500)[place]


def test_a_run_is_repeated_to_the_byte_without_its_endpoint(tmp_path: Path) -> None:
    with serving(sometimes) as endpoint:
        scenario = voiced_scenario(endpoint.url)
        first = play_voiced(tmp_path / "run", scenario)
    asked = len(endpoint.requests)
    (tmp_path / "again").mkdir()
    shutil.copy(tmp_path / "run" / "voice.jsonl", tmp_path / "again")
    second = play_voiced(tmp_path / "again", scenario)
    assert min(counts(tmp_path / "run")) > 0
    assert written(tmp_path / "again") == written(tmp_path / "run")
    assert letters(second) == letters(first)
    assert counts(tmp_path / "again") == counts(tmp_path / "run")
    assert (tmp_path / "again" / "voice.jsonl").read_bytes() == (
        tmp_path / "run" / "voice.jsonl"
    ).read_bytes()
    assert len(endpoint.requests) == asked


def test_a_resumed_run_reads_the_same_mail_without_asking_again(tmp_path: Path) -> None:
    options = AgentOptions(seed=1)
    with serving(sometimes) as endpoint:
        scenario = voiced_scenario(endpoint.url)
        play_voiced(tmp_path / "whole", scenario)
        asked = len(endpoint.requests)
        with pytest.raises(KeyboardInterrupt):
            play_voiced(tmp_path / "run", scenario, CutOff(make_agent("naive", options), 4))
        assert len((tmp_path / "run" / "voice.jsonl").read_bytes().splitlines()) > 0
        play(*resume(tmp_path / "run"), checkpoint_seconds=0.0)
        assert len(endpoint.requests) == 2 * asked
    assert written(tmp_path / "run") == written(tmp_path / "whole")
    assert counts(tmp_path / "run") == counts(tmp_path / "whole")


def test_a_line_that_a_crash_left_unfinished_is_cut_off(tmp_path: Path) -> None:
    log = AnswerLog(tmp_path / "voice.jsonl")
    log.add(Answer(key="a", model="m", question="t", reply="r"))
    with (tmp_path / "voice.jsonl").open("ab") as file:
        file.write(b'{"key": "b", "mod')
    again = AnswerLog(tmp_path / "voice.jsonl")
    assert (again.find("a"), again.find("b")) == (log.find("a"), None)
    again.add(Answer(key="c", model="m", question="t", reply=None, failure="late"))
    assert [json.loads(line)["key"] for line in (tmp_path / "voice.jsonl").open()] == ["a", "c"]


def test_the_model_is_told_the_template_and_who_speaks(tmp_path: Path) -> None:
    with serving(in_own_words) as endpoint:
        scenario = voiced_scenario(endpoint.url)
        play_voiced(tmp_path / "run", scenario)
    templates = set(letters(play_voiced(tmp_path / "plain", scenario.model_copy(update={"voice": None}))))
    told = {who.name: {who.contact, who.tone} for who in supplier_identities()}
    for request in endpoint.requests:
        assert set(request) == {"model", "messages"}
        system, user = request["messages"]
        assert user["content"] in templates
        assert any(
            name in system["content"] and all(it in system["content"] for it in more)
            for name, more in told.items()
        )


@pytest.mark.parametrize("answer", [401, 500, f"Dear Charles, my key is {KEY}."], ids=("401", "500", "echo"))
def test_the_key_is_sent_and_written_nowhere(
    tmp_path: Path, answer: str | int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORDSMITH", KEY)
    with serving(lambda _: answer) as endpoint:
        play_voiced(tmp_path / "run", voiced_scenario(endpoint.url, days=6, api_key_env="WORDSMITH"))
    assert set(endpoint.keys) == {f"Bearer {KEY}"}
    assert all(KEY.encode() not in path.read_bytes() for path in (tmp_path / "run").iterdir())
    assert KEY not in "".join(capfd.readouterr())


def test_no_key_is_sent_unless_the_scenario_names_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving(in_own_words) as endpoint:
        play_voiced(tmp_path / "run", voiced_scenario(endpoint.url, days=6))
    assert set(endpoint.keys) == {"Bearer none"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"api_key_env": KEY},
        {"base_url": f"http://me:{KEY}@localhost/v1"},
        {"base_url": f"http://localhost/v1?key={KEY}"},
        {"base_url": KEY},
        {"api_key": KEY},
    ],
    ids=str,
)
def test_a_key_in_the_scenario_is_refused_and_not_repeated(tmp_path: Path, wrong: dict[str, str]) -> None:
    settings = {"base_url": "http://localhost/v1", "model": "m", **wrong}
    path = tmp_path / "mine.toml"
    table = "\n".join(f"{name} = {json.dumps(value)}" for name, value in settings.items())
    path.write_text(f'extends = "vb2"\nname = "mine"\n[voice]\n{table}\n')
    with pytest.raises(ValueError, match="voice") as error:
        Scenario.load(path)
    assert KEY not in str(error.value)
    with pytest.raises(ValidationError) as direct:
        Voice.model_validate(settings)
    assert KEY not in str(direct.value)


# The command ---------------------------------------------------------------------------------------------


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return commands.run("run", "--quiet", *arguments, cwd=folder)


def test_the_command_plays_and_repeats_a_voiced_scenario(tmp_path: Path) -> None:
    scenario = ("--agent", "naive", "--scenario", "my-voiced.toml", "--seed", "1", "--days", "8", "--quiet")
    with serving(in_own_words) as endpoint:
        voice = f'[voice]\nbase_url = "{endpoint.url}"\nmodel = "wordsmith"\n'
        (tmp_path / "my-voiced.toml").write_text(f'extends = "vb2"\nname = "my-voiced"\n{voice}')
        first = command(tmp_path, *scenario, "--out", "first")
    assert (first.returncode, first.stderr) == (0, "")
    assert "Voiced mail" in first.stdout
    (tmp_path / "second").mkdir()
    shutil.copy(tmp_path / "first" / "voice.jsonl", tmp_path / "second")
    second = command(tmp_path, *scenario, "--out", "second")
    assert (second.returncode, second.stderr) == (0, "")
    assert written(tmp_path / "second") == written(tmp_path / "first")
    assert counts(tmp_path / "second") == counts(tmp_path / "first")
    assert counts(tmp_path / "first")[0] > 0
