from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot import log
from bot.log import Event

if TYPE_CHECKING:
    import pytest

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (INFO|WARNING) [a-z_]+ .*\n")


def logged(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_one_line_per_event_on_stderr_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up()
    log.event(Event.MAIL_KEPT, new=3, relinked=0)
    log.trouble(Event.MAILBOX_TROUBLE, problem="the server hung up")
    first, second = logged(capsys).splitlines(keepends=True)
    assert first.endswith("Z INFO mail_kept new=3 relinked=0\n")
    assert second.endswith('Z WARNING mailbox_trouble problem="the server hung up"\n')
    assert LINE.fullmatch(first)


def test_setting_up_twice_says_nothing_twice(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up()
    log.set_up()
    log.event(Event.STARTED, desk="a@b.example")
    assert len(logged(capsys).splitlines()) == 1


def test_outside_text_cannot_forge_a_line_or_colour_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up()
    log.event(Event.UNIT_FAILED, detail='a\r\n2026-01-01T00:00:00Z INFO sent outbox=o-1\x1b[31m\x00\u2028\u202e" x="y')
    (line,) = logged(capsys).splitlines()
    assert line.isprintable()
    assert "\\x0d\\x0a2026-01-01" in line
    assert 'detail="a' in line
    assert '\\" x=' in line


def test_long_values_are_cut(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up()
    log.event(Event.SENT, answer="x" * 10_000)
    assert len(logged(capsys)) < 300


@given(st.text(max_size=300))
def test_any_value_is_one_printable_word_or_quoted(text: str) -> None:
    shown = log._safe(text)  # noqa: SLF001 - the one place where values are made safe
    assert shown.isprintable()
    assert " " not in shown or (shown.startswith('"') and shown.endswith('"'))
