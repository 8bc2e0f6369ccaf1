"""Refresh tokens that are good once: the next one survives a restart, an older consent does not, and two processes share one chain."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import TokenError
from bot.oauth import Grant, Tokens
from bot.rotation import Refresh
from tests.servers.tokens import Endpoint, endpoint, signed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Strict(Endpoint):
    """Takes each refresh token once; a used one ends them all, as RFC 9700 advises."""

    good = "first"
    number = 0

    def answer(self) -> tuple[int, bytes, dict[str, str]]:
        if self.forms[-1].get("refresh_token") != self.good:
            self.good = ""
            return 400, b'{"error": "invalid_grant"}', {}
        self.number += 1
        self.good = f"next-{self.number}"
        told: dict[str, Any] = {"access_token": signed("box"), "refresh_token": self.good, "expires_in": 3600}
        return 200, json.dumps(told).encode(), {}


@pytest.fixture
def strict() -> Iterator[Strict]:
    with endpoint(None, Strict()) as server:
        assert isinstance(server, Strict)
        yield server


def grant(server: Endpoint, keep: Path | None, first: str = "first") -> Grant:
    return Grant(server.url, "refresh_token", "client-1", refresh_token=first, keep=keep)


def test_sec_05_the_next_refresh_token_is_kept_for_the_next_start(strict: Strict, tmp_path: Path) -> None:
    keep = tmp_path / "rotated"
    for _start in range(3):
        assert Tokens(grant(strict, keep)).token()
    assert [form["refresh_token"] for form in strict.forms] == ["first", "next-1", "next-2"]
    assert keep.stat().st_mode & 0o777 == 0o600
    assert "first" not in keep.read_text()


def test_without_a_file_it_is_kept_in_memory(strict: Strict) -> None:
    now = [0.0]
    tokens = Tokens(grant(strict, None), lambda: now[0])
    tokens.token()
    now[0] += 9999
    tokens.token()
    assert [form["refresh_token"] for form in strict.forms] == ["first", "next-1"]


def test_a_new_consent_makes_the_old_chain_void(strict: Strict, tmp_path: Path) -> None:
    Tokens(grant(strict, tmp_path / "rotated")).token()
    strict.good = "again"
    assert Tokens(grant(strict, tmp_path / "rotated", "again")).token()


def test_sec_05_two_processes_never_spend_the_same_token(strict: Strict, tmp_path: Path) -> None:
    """A command beside the running desk asks at the same moment; with a used token the provider would end them all."""
    wrong: list[str] = []

    def ask() -> None:
        for _ in range(4):
            try:
                Tokens(grant(strict, tmp_path / "rotated")).token()
            except TokenError as error:
                wrong.append(str(error))

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert wrong == []
    assert strict.number == 16


def test_a_file_that_others_may_read_is_not_used(strict: Strict, tmp_path: Path) -> None:
    keep = tmp_path / "rotated"
    Tokens(grant(strict, keep)).token()
    keep.chmod(0o644)
    with pytest.raises(TokenError, match="chmod 600"):
        Tokens(grant(strict, keep)).token()


def test_a_file_that_is_no_longer_what_we_wrote_is_named(strict: Strict, tmp_path: Path) -> None:
    (tmp_path / "rotated").write_text("{half", encoding="utf-8")
    (tmp_path / "rotated").chmod(0o600)
    with pytest.raises(TokenError, match=r"oauth\.rotated_token_file: .* cannot be read"):
        Tokens(grant(strict, tmp_path / "rotated")).token()


def test_a_folder_that_is_not_there_is_named(strict: Strict, tmp_path: Path) -> None:
    with pytest.raises(TokenError, match="check its folder"):
        Tokens(grant(strict, tmp_path / "no" / "rotated")).token()
    assert strict.forms == []


def test_a_token_that_no_file_takes_serves_this_process(tmp_path: Path) -> None:
    keep = tmp_path / "rotated"
    (tmp_path / "rotated.new").mkdir()
    refresh = Refresh("first", keep)
    refresh.remember("second")
    with refresh.alone() as found:
        assert found == "second"
    assert not keep.exists()


def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("theirs")
    (tmp_path / "rotated.new").symlink_to(victim)
    Refresh("first", tmp_path / "rotated").remember("second")
    assert victim.read_text() == "theirs"
