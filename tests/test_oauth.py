"""Tokens to sign in with, over a real token endpoint: fetched when they are needed, renewed in time, never asked for without a pause."""

from __future__ import annotations

import itertools
import json
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot import oauth
from bot.errors import TokenError
from bot.oauth import EARLY_S, LONGEST_PAUSE_S, REFUSED_S, Grant, Tokens
from tests.servers.certificates import Authority
from tests.servers.tokens import Endpoint, endpoint, signed

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET, REFRESH = "app secret 8Q~", "1//first-refresh"
ANSWERS = json.loads(Path(__file__).with_name("oauth.json").read_text(encoding="utf-8"))


@dataclass
class Clock:
    """A clock that stands until it is set."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def here(authority: Authority) -> Iterator[Endpoint]:
    with endpoint(authority) as server:
        yield server


@pytest.fixture
def app(here: Endpoint, authority: Authority) -> Grant:
    scope = "https://outlook.office365.com/.default"
    return Grant(here.url, "client_credentials", "client-1", SECRET, scope=scope, ca_file=authority.ca_file)


@pytest.fixture
def person(here: Endpoint, authority: Authority) -> Grant:
    return Grant(here.url, "refresh_token", "client-1", SECRET, REFRESH, ca_file=authority.ca_file)


def why(tokens: Tokens) -> str:
    with pytest.raises(TokenError) as caught:
        tokens.token()
    return str(caught.value)


def test_an_application_asks_with_its_own_secret(here: Endpoint, app: Grant) -> None:
    assert Tokens(app).token() == here.given[0]
    scope = "https://outlook.office365.com/.default"
    assert here.forms == [{"grant_type": "client_credentials", "client_id": "client-1", "client_secret": SECRET, "scope": scope}]


def test_a_persons_consent_asks_with_the_refresh_token(here: Endpoint, person: Grant) -> None:
    assert Tokens(person).token() == here.given[0]
    assert here.forms == [{"grant_type": "refresh_token", "client_id": "client-1", "client_secret": SECRET, "refresh_token": REFRESH}]


def test_sec_05_a_token_serves_until_shortly_before_its_end_whatever_the_wall_clock_says(here: Endpoint, app: Grant) -> None:
    clock = Clock()
    tokens = Tokens(app, clock)
    first = tokens.token()
    clock.now += 3600 - EARLY_S - 1
    assert tokens.token() == first
    clock.now += 2
    assert tokens.token() == here.given[1] != first
    assert tokens.lasts_s == 3600


@pytest.mark.parametrize(("told", "lasts_s"), [("3599", 3599), (None, 600), ("soon", 600), (-5, 600), (0, 600), (True, 600), (10**9, 600)])
def test_how_long_a_token_lasts(here: Endpoint, app: Grant, told: object, lasts_s: float) -> None:
    here.extra = {"expires_in": told}
    clock = Clock()
    tokens = Tokens(app, clock)
    tokens.token()
    assert tokens.lasts_s == lasts_s


def test_sec_05_a_refused_token_is_replaced_once_and_not_again_for_a_while(here: Endpoint, app: Grant) -> None:
    clock = Clock()
    tokens = Tokens(app, clock)
    first = tokens.token()
    second = tokens.instead_of(first)
    assert second == here.given[1]
    assert tokens.instead_of(first) == second, "the other door has the new one already"
    assert tokens.instead_of(second) == ""
    assert len(here.forms) == 2
    clock.now += REFUSED_S + 1
    assert tokens.instead_of(second) == here.given[2]


def test_while_the_endpoint_fails_a_token_serves_to_its_last_second(here: Endpoint, app: Grant) -> None:
    clock = Clock()
    tokens = Tokens(app, clock)
    first = tokens.token()
    here.answers = [(503, b"<html>come later</html>", {})] * 99
    clock.now += 3599
    assert tokens.token() == first
    clock.now += 2
    assert "503" in why(tokens)


def test_sec_05_between_two_failures_there_is_a_pause_that_grows(here: Endpoint, app: Grant) -> None:
    here.answers = [(500, b"", {})] * 999
    clock = Clock()
    tokens = Tokens(app, clock)
    asked: list[float] = []
    while clock.now < 1000 + 86_400:
        before = len(here.forms)
        why(tokens)
        if len(here.forms) > before:
            asked.append(clock.now)
        clock.now += 5
    pauses = [late - early for early, late in itertools.pairwise(asked)]
    assert pauses[0] <= 20
    assert max(pauses) <= LONGEST_PAUSE_S + 5
    assert len(asked) < 150, "a day of failures is no storm"
    here.answers.clear()
    clock.now += LONGEST_PAUSE_S
    assert tokens.token() == here.given[0]


def test_a_provider_may_ask_for_a_longer_pause(here: Endpoint, app: Grant) -> None:
    here.answers = [(429, {"error": "slow_down"}, {"Retry-After": "1200"})]
    clock = Clock()
    tokens = Tokens(app, clock)
    why(tokens)
    clock.now += 1199
    why(tokens)
    assert len(here.forms) == 1
    clock.now += 2
    assert tokens.token() == here.given[0]


@pytest.mark.parametrize("case", ANSWERS, ids=[case["id"] for case in ANSWERS])
def test_what_is_no_token_is_told_with_its_cure_and_without_secrets(
    here: Endpoint, person: Grant, case: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    body = case["body"].encode() if isinstance(case["body"], str) else case["body"]
    here.answers = [(case["status"], body, case.get("fields", {}))]
    caplog.set_level(logging.DEBUG)
    logging.getLogger("dispute_desk").propagate = True
    said = why(Tokens(person))
    assert case["said"] in said
    assert "\n" not in said
    assert len(said) < 420
    for text in (said, caplog.text, repr(person)):
        assert SECRET not in text
        assert REFRESH not in text
    assert len(here.forms) == 1, "no redirect is followed"


def test_a_certificate_we_cannot_trust_gets_no_secret(here: Endpoint, app: Grant, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    stranger = Authority(tmp_path / "other").ca_file
    assert "certificate that cannot be trusted" in why(Tokens(replace(app, ca_file=stranger)))
    assert here.forms == []


def test_an_endpoint_that_is_not_there(app: Grant) -> None:
    assert "localhost cannot be reached for a token (ConnectionRefusedError)" in why(
        Tokens(replace(app, token_url="https://localhost:1/t"))
    )


def test_both_doors_share_one_source(app: Grant) -> None:
    assert oauth.shared(app) is oauth.shared(replace(app))
    assert oauth.shared(app) is not oauth.shared(replace(app, client_secret="another"))


@pytest.mark.parametrize(
    ("token", "scope", "too_much"),
    [
        (signed("box", roles=["IMAP.AccessAsApp", "SMTP.SendAsApp"]), "", ()),
        (signed("box", roles=["IMAP.AccessAsApp", "Mail.ReadWrite", "full_access_as_app"]), "", ("Mail.ReadWrite", "full_access_as_app")),
        (signed("box", scp="IMAP.AccessAsUser.All SMTP.Send Files.Read"), "", ("Files.Read",)),
        ("opaque", "https://mail.google.com/", ()),
        ("opaque", "https://mail.google.com/ https://www.googleapis.com/auth/drive", ("https://www.googleapis.com/auth/drive",)),
        ("opaque", "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send", ()),
        ("not.base64!.x", "", ()),
        ("a.W10.c", "", ()),
    ],
)
def test_sec_06_rights_beyond_mail_are_named(here: Endpoint, app: Grant, token: str, scope: str, too_much: tuple[str, ...]) -> None:
    here.answers = [(200, {"access_token": token.replace("!", ""), "scope": scope}, {})]
    tokens = Tokens(app)
    tokens.token()
    assert tokens.too_much == too_much
