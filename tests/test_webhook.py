"""Disputes are told to another program: signed, in order, again after a failure, over a real HTTPS server."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from bot import config, opening
from bot.errors import ConfigError
from bot.store.sqlite import open_store
from bot.vocabulary.cases import Outcome
from bot.vocabulary.effects import CloseCase, OpenCase
from bot.vocabulary.policy import Policy
from bot.webhook import TRIED_FOR, Webhook
from tests.faults.story import CONFIG
from tests.servers.certificates import Authority
from tests.servers.hook import Told, receiver
from tests.store.scene import NOW, case, do

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from bot.store.contract import Store
    from bot.vocabulary.effects import Decision

T = TypeVar("T")
KEY = b"a key of more than sixteen characters"


class Bench:
    """A desk that has nothing else to do."""

    def __init__(self, store: Store) -> None:
        self.store, self.policy, self.stopping = store, Policy(timezone="Europe/London"), False
        self.now = NOW
        self.clock: Callable[[], datetime] = lambda: self.now

    async def work(self, function: Callable[..., T], *arguments: Any) -> T:
        return function(*arguments)

    def apply_alone(self, decision: Decision) -> None:
        with self.store.transaction():
            self.store.apply(0, decision, "", self.now)


@pytest.fixture
def told(authority: Authority) -> Iterator[Told]:
    with receiver(authority) as found:
        yield found


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    store = open_store(tmp_path / "desk.db", check=False)
    do(store, OpenCase(case(1)))
    yield Bench(store)
    store.close()


def deliver(hook: Webhook, bench: Bench) -> int:
    return asyncio.run(hook.deliver_due(bench))


@pytest.fixture
def hook(told: Told, authority: Authority, bench: Bench) -> Webhook:
    """A receiver that is set up after the first case: what was before is no news."""
    made = Webhook(told.url, KEY, authority.ca_file)
    assert deliver(made, bench) == 0
    return made


def test_opened_and_resolved_are_told_once_in_order_and_signed(hook: Webhook, bench: Bench, told: Told) -> None:
    do(bench.store, OpenCase(case(2)))
    do(bench.store, CloseCase("D-0002", Outcome.CREDIT, "ana"))
    assert deliver(hook, bench) == 2
    assert deliver(hook, bench) == 0
    said = [json.loads(body) for _, body in told.requests]
    assert [(each["event"], each["case"]["id"], each["case"]["outcome"]) for each in said] == [
        ("dispute.opened", "D-0002", None),
        ("dispute.resolved", "D-0002", "credit"),
    ]
    for headers, body in told.requests:
        at, _, found = headers["x-dispute-desk-signature"].removeprefix("t=").partition(",v1=")
        assert found == hmac.new(KEY, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        assert headers["x-dispute-desk-delivery"] == str(json.loads(body)["delivery"])
    assert said[0]["delivery"] < said[1]["delivery"]


@pytest.mark.parametrize("answer", [500, 404, 302])
def test_what_is_not_taken_is_told_again_later_and_nothing_overtakes_it(hook: Webhook, bench: Bench, told: Told, answer: int) -> None:
    do(bench.store, OpenCase(case(2)))
    do(bench.store, OpenCase(case(3)))
    told.answers = [answer]
    assert deliver(hook, bench) == 0
    assert deliver(hook, bench) == 0, "it rests before it is tried again"
    bench.now += timedelta(seconds=31)
    assert deliver(hook, bench) == 2
    assert [json.loads(body)["case"]["id"] for _, body in told.requests] == ["D-0002", "D-0002", "D-0003"]


def test_after_days_it_is_given_up_and_the_digest_says_so(hook: Webhook, bench: Bench, told: Told) -> None:
    do(bench.store, OpenCase(case(2)))
    told.answers = [500] * 2
    deliver(hook, bench)
    bench.now += TRIED_FOR
    assert deliver(hook, bench) == 0
    assert any("The webhook did not take the news of case D-0002" in each for each in bench.store.digest_facts(None, bench.now).notices)
    assert deliver(hook, bench) == 0
    assert len(told.requests) == 2


def test_a_server_that_cannot_be_proven_is_told_nothing(told: Told, tmp_path: Path) -> None:
    stranger = Webhook(told.url, KEY, Authority(tmp_path).ca_file)
    assert "certificate that cannot be trusted" in stranger.post(1, "dispute.opened", b"{}", NOW)
    assert told.requests == []


def test_nobody_there_is_a_reason_and_no_error() -> None:
    assert Webhook("https://localhost:1/", KEY).post(1, "dispute.opened", b"{}", NOW) != ""


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('url = "http://books.example/hook"\nsecret_env = "K"', "must begin with https://"),
        ('url = "https://me:word@books.example/"\nsecret_env = "K"', "without a password"),
        ('url = "https://books.example/"', "exactly one of secret_file and secret_env"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, table: str, told: str) -> None:
    (tmp_path / "config.toml").write_text(f"{CONFIG}[webhook]\n{table}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        config.load(tmp_path / "config.toml")


def test_the_key_is_read_from_a_file_nobody_else_reads(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f'{CONFIG}[webhook]\nurl = "https://books.example/"\nsecret_file = "key"\n', encoding="utf-8")
    settings = config.load(tmp_path / "config.toml")
    (tmp_path / "key").write_text("short", encoding="utf-8")
    (tmp_path / "key").chmod(0o600)
    assert "shorter than 16" in config.problems(settings)[0]
    (tmp_path / "key").write_bytes(KEY)
    assert config.problems(settings) == ()
    hook = opening.webhook_of(settings)
    assert hook is not None
    assert (hook.key, "key" in repr(hook)) == (KEY, False)
