"""A desk without any password: the settings, both doors on real servers, the command that tries them, and a person's consent."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import logging
import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot import bookwork, cli, config, opening, signin, working
from bot.errors import ConfigError, TokenError, UsageError
from bot.vocabulary.cases import OutboxState
from tests.journeys import world
from tests.servers.submission import AUTHSERV_ID
from tests.servers.tokens import Endpoint, endpoint, signed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.config import Settings
    from tests.servers.certificates import Authority
    from tests.servers.dovecot import Dovecot
    from tests.servers.submission import Submission

CONFIG = """
[desk]
name = "Northlight Studio"
address = "{user}@northlight.example"
[mailbox]
kind = "imap"
host = "localhost"
port = {imaps}
username = "{user}"
auth = "oauth_client_credentials"
since = "2026-01-01"
ca_file = "{ca}"
[outgoing]
kind = "smtp"
host = "localhost"
port = {smtp}
username = "{user}@northlight.example"
auth = "oauth_client_credentials"
ca_file = "{ca}"
[people]
approvers = ["ana@northlight.example"]
[trust]
authserv_id = "{authserv}"
[oauth]
token_url = "{url}"
client_id = "client-1"
client_secret_file = "secret"
scope = "https://outlook.office365.com/.default"
ca_file = "{tokens_ca}"
"""
BY_PERSON = {
    "oauth_client_credentials": "oauth_refresh_token",
    'scope = "https://outlook.office365.com/.default"': 'refresh_token_file = "refresh"\nscope = "https://mail.google.com/"',
}


class Asked(Endpoint):
    """Gives tokens that the submission server knows as well."""

    def __init__(self, submission: Submission, user: str) -> None:
        super().__init__(user=user)
        self._known = submission.tokens

    def answer(self) -> tuple[int, bytes, dict[str, str]]:
        found = super().answer()
        self._known[:] = self.given
        return found


@pytest.fixture
def provider(authority: Authority, dovecot: Dovecot, submission: Submission) -> Iterator[Endpoint]:
    submission.forget()
    with endpoint(authority, Asked(submission, dovecot.add_user())) as server:
        yield server


@pytest.fixture
def base(tmp_path: Path, provider: Endpoint, authority: Authority, dovecot: Dovecot, submission: Submission) -> Path:
    dovecot.add_user("ana")
    ports = {"imaps": dovecot.imaps, "smtp": submission.port, "authserv": AUTHSERV_ID}
    paths = {"ca": dovecot.ca_file, "tokens_ca": authority.ca_file, "url": provider.url, "user": provider.user}
    (tmp_path / "config.toml").write_text(CONFIG.format(**ports, **paths))
    secret(tmp_path / "secret", "the app's own")
    return tmp_path


def secret(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)


def settings(base: Path, **changes: str) -> Settings:
    text = (base / "config.toml").read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (base / "config.toml").write_text(text)
    return config.load(base / "config.toml")


def levels(told: list[dict[str, Any]]) -> list[str]:
    return [one["level"] for one in told]


# --- the desk at work -----------------------------------------------------------------------------------------------------


def test_sec_05_a_desk_without_passwords_reads_and_sends(base: Path, provider: Endpoint, dovecot: Dovecot, submission: Submission) -> None:
    """One token serves both doors; when it runs out it is replaced, and nobody is told of it."""
    world.books(base)
    found = settings(base)
    with opening.store_of(found) as store:
        bookwork.import_ledger(store, {"invoices": base / "invoices.csv", "lines": base / "lines.csv"}, base)
    dovecot.deliver(provider.user, [world.write(world.client_mail(found.desk.address), datetime.now(UTC))])
    assert asyncio.run(working.poll_once(found, None, lambda _: None))
    assert len(provider.forms) == 1
    (request,) = submission.accepted
    assert request.recipients == ("ana@northlight.example",)
    tokens = opening.tokens_of(found, "oauth_client_credentials")
    assert tokens is not None
    tokens._token = signed(provider.user, life_s=-60)  # noqa: SLF001 - as if hours had gone by on the server's side
    assert asyncio.run(working.poll_once(found, None, lambda _: None))
    assert len(provider.forms) == 2
    with opening.store_of(found) as store:
        assert {row.state for row in store.outbox()} == {OutboxState.SENT}


def test_sec_05_a_consent_that_was_taken_back_holds_everything_and_loses_nothing(
    base: Path, provider: Endpoint, dovecot: Dovecot, submission: Submission, caplog: pytest.LogCaptureFixture
) -> None:
    no: tuple[int, dict[str, Any], dict[str, str]] = (400, {"error": "invalid_grant", "error_description": "revoked"}, {})
    provider.answers = [no] * 99
    dovecot.deliver(provider.user, [b"From: tom@harbour.example\r\nSubject: hello\r\n\r\nhello\r\n"])
    found = settings(base)
    logging.getLogger("dispute_desk").propagate = True
    caplog.set_level(logging.INFO, "dispute_desk")
    for _ in range(3):
        assert not asyncio.run(working.poll_once(found, None, lambda _: None))
    assert len(provider.forms) == 1, "between failures there is a pause"
    assert "the consent has run out" in caplog.text
    assert "the app's own" not in caplog.text
    assert submission.accepted == []
    provider.answers = []
    tokens = opening.tokens_of(found, "oauth_client_credentials")
    assert tokens is not None
    tokens._again_at = 0.0  # noqa: SLF001 - as if the pause were over
    assert asyncio.run(working.poll_once(found, None, lambda _: None))
    with opening.store_of(found) as store:
        assert b"Subject: hello" in store.raw_mail(1)


# --- the command ----------------------------------------------------------------------------------------------------------


def test_both_doors_are_tried_and_nothing_is_sent(base: Path, provider: Endpoint, submission: Submission) -> None:
    told = asyncio.run(signin.tried(settings(base)))
    assert levels(told) == ["fine", "fine", "fine"]
    assert "good for 60 minutes" in told[0]["text"]
    assert f"{provider.user} may read INBOX at localhost" in told[1]["text"]
    assert submission.accepted == []


def test_sec_06_a_sign_in_that_opens_other_mailboxes_is_told(base: Path, provider: Endpoint, dovecot: Dovecot) -> None:
    other = dovecot.add_user()
    told = asyncio.run(signin.tried(settings(base), (other,)))
    assert levels(told) == ["fine"] * 4
    assert f"{other} is closed to this sign-in" in told[2]["text"]
    told = asyncio.run(signin.tried(settings(base), (f"{provider.user}@another.example",)))  # to this server the same mailbox
    assert levels(told) == ["fine", "fine", "problem", "fine"]
    assert "take that right away" in told[2]["text"]


def test_sec_06_rights_beyond_mail_are_told(base: Path, provider: Endpoint) -> None:
    provider.extra = {"scope": "https://outlook.office365.com/.default https://graph.microsoft.com/Files.ReadWrite.All"}
    told = asyncio.run(signin.tried(settings(base)))
    assert levels(told) == ["fine", "note", "fine", "fine"]
    assert "Files.ReadWrite.All" in told[1]["text"]


def test_what_does_not_work_is_told_for_each_door(base: Path, provider: Endpoint, submission: Submission) -> None:
    provider.answers = [(401, {"error": "invalid_client"}, {})] * 9
    told = asyncio.run(signin.tried(settings(base)))
    assert levels(told) == ["problem"] * 3
    assert all("secrets run out" in one["text"] for one in told)
    provider.answers = []
    submission.tokens.clear()


def test_another_mailbox_can_be_tried_with_tokens_only(base: Path) -> None:
    (base / "password").write_text("x")
    (base / "password").chmod(0o600)
    found = settings(base, **{'auth = "oauth_client_credentials"': 'password_file = "password"'})
    with pytest.raises(UsageError, match="needs"):
        signin._closed(opening.mailbox_of(found), "other@northlight.example")  # noqa: SLF001 - the doors are not opened


def test_the_command_ends_with_1_where_a_door_is_shut(base: Path, provider: Endpoint, capsys: pytest.CaptureFixture[str]) -> None:
    provider.answers = [(503, b"", {})] * 9
    with pytest.raises(SystemExit) as ended:
        cli.main(["sign-in", "--json", "--config", str(base / "config.toml")])
    assert ended.value.code == 1
    assert {json.loads(line)["level"] for line in capsys.readouterr().out.splitlines()} == {"problem"}


# --- consent --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def by_person(base: Path, provider: Endpoint) -> Settings:
    found = settings(base, **BY_PERSON)
    return found.model_copy(
        update={"oauth": found.oauth.model_copy(update={"authorize_url": provider.url.replace("/token", "/authorize")})}
    )


def test_a_consent_is_kept_and_serves(base: Path, by_person: Settings, provider: Endpoint) -> None:
    consent = signin.Consent(by_person)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(consent.address).query).items()}
    assert (asked["client_id"], asked["scope"], asked["login_hint"]) == ("client-1", "https://mail.google.com/", provider.user)
    provider.answers = [(200, {"access_token": "a", "refresh_token": "1//new"}, {})]
    file = consent.given(f" http://localhost/?state={asked['state']}&code=4%2Fabc&scope=x \n")
    assert file == str(base / "refresh")
    assert (base / "refresh").read_text() == "1//new"
    assert (base / "refresh").stat().st_mode & 0o777 == 0o600
    (form,) = provider.forms
    proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
    assert (form["code"], form["client_secret"], proof) == ("4/abc", "the app's own", asked["code_challenge"])
    assert levels(asyncio.run(signin.tried(by_person))) == ["fine", "fine", "fine"]
    assert provider.forms[-1]["refresh_token"] == "1//new"


def test_the_command_takes_a_consent_from_the_terminal(
    base: Path, by_person: Settings, provider: Endpoint, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An end of input is a refusal, no traceback; no secret is shown."""
    authorize = by_person.oauth.authorize_url
    settings(base, **{"[oauth]": f'[oauth]\nauthorize_url = "{authorize}"'})
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(SystemExit) as ended:
        cli.main(["sign-in", "--grant", "--config", str(base / "config.toml")])
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert f"{authorize}?response_type=code" in printed.out
    assert "Traceback" not in printed.err
    assert "the app's own" not in printed.out + printed.err
    assert provider.forms == []


@pytest.mark.parametrize(
    "shown",
    ["", "hello", "http://localhost/?code=4abc", "http://localhost/?state=other&code=4abc", "http://localhost/?error=access_denied"],
)
def test_an_answer_to_another_question_changes_nothing(base: Path, by_person: Settings, provider: Endpoint, shown: str) -> None:
    with pytest.raises(UsageError):
        signin.Consent(by_person).given(shown)
    assert provider.forms == []
    assert not (base / "refresh").exists()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, {"access_token": "a"}, {}), "gives no refresh token"),
        ((400, {"error": "invalid_grant", "error_description": "code 4abc"}, {}), r"code \*\*\*"),
    ],
)
def test_a_consent_that_brings_no_token(
    by_person: Settings, provider: Endpoint, answer: tuple[int, dict[str, Any], dict[str, str]], said: str
) -> None:
    consent = signin.Consent(by_person)
    state = parse_qs(urlsplit(consent.address).query)["state"][0]
    provider.answers = [answer]
    with pytest.raises(TokenError, match=said):
        consent.given(f"http://localhost/?state={state}&code=4abc")


def test_a_consent_needs_its_settings(base: Path) -> None:
    with pytest.raises(UsageError, match=r"oauth\.authorize_url, oauth\.refresh_token_file missing"):
        signin.Consent(settings(base))


# --- the settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('client_secret_file = "secret"', "", "oauth: client_secret_file or client_secret_env missing"),
        ('client_id = "client-1"', "", "oauth: client_id missing"),
        ('auth = "oauth_client_credentials"', 'auth = "oauth_refresh_token"', "refresh_token_file or refresh_token_env missing"),
        ('auth = "oauth_client_credentials"', 'auth = "oauth"', "mailbox.auth"),
        ('auth = "oauth_client_credentials"', 'auth = "oauth_client_credentials"\npassword_file = "secret"', "have no use"),
        ('client_secret_file = "secret"', 'client_secret_file = "secret"\nclient_secret_env = "X"', "give only one of"),
        ("https://localhost", "http://tokens.example", "oauth.token_url: it must begin with https://"),
        ("https://localhost", "http://10.0.0.7", "oauth.token_url: it must begin with https://"),
        ("https://localhost", "https://me:secret@localhost", "oauth.token_url: it must begin with https://"),
        ("https://localhost", "ftp://localhost", "oauth.token_url: it must begin with https://"),
    ],
)
def test_the_table_needs_all_that_it_needs(base: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(base, **{old: new})
    assert said in str(caught.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_plain_http_is_for_this_machine_only(base: Path, host: str) -> None:
    assert settings(base, **{"https://localhost": f"http://{host}"}).oauth.token_url.startswith("http://")


def test_what_is_wrong_around_the_table_is_told_without_the_secret(base: Path) -> None:
    found = settings(base, **BY_PERSON, **{'client_id = "client-1"': 'client_id = "c"\nrotated_token_file = "no/such/folder"'})
    (base / "secret").chmod(0o644)
    said = "\n".join(config.problems(replace_ca(found)))
    for part in ("client_secret_file: ", "refresh_token_file: ", "rotated_token_file: ", "oauth.ca_file: "):
        assert part in said
    assert "the app's own" not in said


def replace_ca(found: Settings) -> Settings:
    return found.model_copy(update={"oauth": found.oauth.model_copy(update={"ca_file": "gone.pem"})})


def test_sec_06_what_deserves_a_look_is_told(base: Path) -> None:
    assert any("one mailbox only" in said for said in config.warnings(settings(base)))
    assert any("rotated_token_file is not set" in said for said in config.warnings(settings(base, **BY_PERSON)))


def test_the_readers_see_no_secret_of_the_table(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(base, **{'client_secret_file = "secret"': 'client_secret_env = "DESK_APP_SECRET"'})
    monkeypatch.setenv("DESK_APP_SECRET", "the app's own")
    assert "DESK_APP_SECRET" in opening._secret_names(found)  # noqa: SLF001 - what is hidden while readers start
    with opening.desk(found) as desk:
        desk._sandbox.close()  # noqa: SLF001 - nothing is read here
    assert os.environ["DESK_APP_SECRET"] == "the app's own"


def test_a_grant_never_shows_its_secrets(base: Path) -> None:
    tokens = opening.tokens_of(settings(base), "oauth_client_credentials")
    assert tokens is not None
    assert "the app's own" not in repr(tokens._grant)  # noqa: SLF001 - what a traceback would show
    assert "the app's own" not in repr(replace(tokens._grant, client_id="other"))  # noqa: SLF001 - the same
