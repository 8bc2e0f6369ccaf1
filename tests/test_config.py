from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot import config
from bot.errors import ConfigError
from bot.resources import folder

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
[desk]
name = "Northlight Studio"
address = "Disputes@Northlight.example"
[mailbox]
kind = "maildir"
path = "inbox"
[outgoing]
kind = "maildir"
path = "outbox"
[people]
approvers = ["ana@northlight.example"]
"""
SERVERS = """
[desk]
name = "Northlight Studio"
address = "disputes@northlight.example"
[mailbox]
kind = "imap"
host = "mail.northlight.example"
username = "disputes"
password_env = "DESK_TEST_PASSWORD"
[outgoing]
kind = "smtp"
host = "mail.northlight.example"
username = "disputes"
password_file = "secret"
[people]
approvers = ["ana@northlight.example"]
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(tmp_path: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        config.load(written(tmp_path, text))
    return caught.value.problems


def test_defaults_are_those_of_the_example(tmp_path: Path) -> None:
    settings = config.load(written(tmp_path, GOOD))
    assert settings.desk.address == "disputes@northlight.example"
    assert (settings.desk.timezone, settings.desk.language, settings.desk.country) == ("UTC", "en", "GB")
    assert (settings.desk.answer_business_days, settings.mailbox.poll_seconds, settings.digest.at) == (3, 60, time(8))
    limits = settings.limits
    assert (limits.mails_per_recipient_day, limits.mails_per_domain_hour, limits.mails_per_hour) == (3, 20, 60)
    assert (limits.approval_requests_per_sender_day, settings.approval.expire_days) == (20, 7)
    assert settings.database_path == tmp_path / "desk.db"


def test_the_shipped_example_is_a_good_config() -> None:
    settings = config.load(folder("templates").parent / "config.example.toml")
    assert settings.mailbox.kind == "imap"
    assert settings.mailbox.real_port == 993
    assert settings.outgoing.real_port == 587


#: What is wrong -> the key that the sentence names. `extra` is put behind a good config.
WRONG = {
    'name = "x"\nadress = "a@b.example"': "desk.adress",
    'timezone = "Mars/Olympus"': "desk.timezone",
    'language = "xx"': "desk.language",
    'country = "XX"': "desk.country",
    "answer_business_days = 0": "desk.answer_business_days",
    'contact = "a\\nb"': "desk.contact",
    'database = "a\\u0000b"': "desk.database",
}


@pytest.mark.parametrize(("line", "key"), WRONG.items())
def test_a_wrong_value_is_named_by_its_key(tmp_path: Path, line: str, key: str) -> None:
    text = GOOD.replace('name = "Northlight Studio"', line if line.startswith("name") else f'name = "x"\n{line}')
    (problem,) = mistakes(tmp_path, text)
    assert problem.startswith(f"{key}: ")


@pytest.mark.parametrize(
    "address", ["nobody", "a@b", "a b@c.example", "a@c.example\\r\\nBcc: x@y.example", "<a@c.example>", "*@c.example", "a@[1.2.3.4]", ""]
)
def test_only_plain_addresses_are_people(tmp_path: Path, address: str) -> None:
    (problem,) = mistakes(tmp_path, GOOD.replace("ana@northlight.example", address))
    assert problem.startswith("people.approvers.0: ")
    assert "\r" not in problem


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = (
        GOOD.replace('path = "inbox"', "").replace('name = "Northlight Studio"', 'timezone = "Nowhere"')
        + "[extra]\nkey = 1\n[digest]\nat = 8\n"
    )
    found = mistakes(tmp_path, text)
    assert {problem.partition(":")[0] for problem in found} == {"desk.name", "desk.timezone", "mailbox", "extra", "digest.at"}


@pytest.mark.parametrize("key", ["approvers", "staff", "digest"])
def test_the_desk_is_never_one_of_its_people(tmp_path: Path, key: str) -> None:
    people = {"approvers": '["ana@northlight.example"]'} | {key: '["disputes@northlight.example"]'}
    text = GOOD.partition("[people]")[0] + "[people]\n" + "\n".join(f"{name} = {value}" for name, value in people.items())
    assert any(f"people.{key} names the desk's own address" in problem for problem in mistakes(tmp_path, text))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('host = "mail.northlight.example"\nusername = "disputes"\npassword_env', "password_env"), "host and username missing"),
        (('password_env = "DESK_TEST_PASSWORD"', ""), "exactly one of password_file and password_env"),
        (('password_file = "secret"', 'password_file = "a"\npassword_env = "B"'), "exactly one of password_file and password_env"),
        (('kind = "imap"', 'kind = "pop3"'), "mailbox.kind"),
        (('kind = "imap"', 'kind = "imap"\ntls = "none"'), "mailbox.tls"),
        (('kind = "imap"', 'kind = "imap"\nport = 70000'), "mailbox.port"),
        (('host = "mail.northlight.example"', 'host = "mail\\r\\nA1 LOGOUT"'), "control character"),
    ],
)
def test_a_server_needs_all_that_it_needs(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert any(said in problem for problem in mistakes(tmp_path, SERVERS.replace(*change, 1)))


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), (b"\xff\xfe", "is not UTF-8 text"), (b"[desk\n", "look at that line"), (b"", "desk: is missing")],
)
def test_a_file_that_is_no_config_is_told_in_a_sentence(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "config.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=said):
        config.load(path)


def test_secrets_stay_out_of_sight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = config.load(written(tmp_path, SERVERS))
    secret = tmp_path / "secret"
    problems = config.problems(settings)
    assert any("DESK_TEST_PASSWORD" in problem for problem in problems)
    assert any("secret cannot be read" in problem for problem in problems)

    secret.write_text("correct horse\n")
    secret.chmod(0o644)
    monkeypatch.setenv("DESK_TEST_PASSWORD", "battery staple")
    (problem,) = config.problems(settings)
    assert "may be read by others (mode 0644); run chmod 600" in problem
    assert "correct horse" not in problem

    secret.chmod(0o600)
    assert config.problems(settings) == ()
    assert config.secret(settings.outgoing, "outgoing", tmp_path) == "correct horse"
    assert config.secret(settings.mailbox, "mailbox", tmp_path) == "battery staple"
    assert "correct horse" not in repr(settings)


def test_since_is_midnight_in_the_desks_zone(tmp_path: Path) -> None:
    first = datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert config.load(written(tmp_path, GOOD)).since_at(first) == first
    text = GOOD.replace('path = "inbox"', 'path = "inbox"\nsince = "2026-07-01"').replace(
        "[mailbox]", 'timezone = "Europe/Berlin"\n[mailbox]'
    )
    assert config.load(written(tmp_path, text)).since_at(first) == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_what_deserves_a_look_is_told(tmp_path: Path) -> None:
    told = config.warnings(config.load(written(tmp_path, SERVERS)))
    assert [sentence.split()[0] for sentence in told] == ["trust.authserv_id", "people.digest", "mailbox.lease_folder"]


@pytest.mark.parametrize(("line", "limit"), [("5000", "5000"), ("5000.50", "5000.50"), ('"5000.00"', "5000.00"), ('""', None)])
def test_the_limit_of_one_voice_is_money(tmp_path: Path, line: str, limit: str | None) -> None:
    text = GOOD + f'\n[approval]\nsecond_above = {line}\nsubstitute = "zoe@northlight.example"\n'
    policy = config.load(written(tmp_path, text)).decision_policy("", datetime.now(UTC))
    assert policy.second_above == (None if limit is None else Decimal(limit))
    assert policy.approvers[-1] == policy.substitute == "zoe@northlight.example"


def test_a_second_voice_needs_a_second_person(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="second_above needs two people"):
        config.load(written(tmp_path, GOOD + "\n[approval]\nsecond_above = 1\n"))
