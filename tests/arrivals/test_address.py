from __future__ import annotations

import pytest

from bot.arrivals.address import UNQUOTED, identity, lenient, normal, strict
from bot.vocabulary.mail import Address
from bot.vocabulary.reasons import Reason

CORP = "anna@corp.example"


@pytest.mark.parametrize(
    ("value", "email", "name"),
    [
        (CORP, CORP, ""),
        (f"<{CORP}>", CORP, ""),
        (f"Anna <{CORP.upper()}>", CORP, "Anna"),
        (f'"Lopes, Anna \\"A\\"" <{CORP}>', CORP, 'Lopes, Anna "A"'),
        (f"=?utf-8?q?J=C3=B6rg?= <{CORP}>", CORP, "Jörg"),
        (f'"boss@corp.example" <{CORP}>', CORP, "boss@corp.example"),
        ("Ann <ann@bücher.example>", "ann@xn--bcher-kva.example", "Ann"),
        ("x@c\u043erp.example", "x@xn--crp-sed.example", ""),
    ],
)
def test_plain_forms_give_identity(value: str, email: str, name: str) -> None:
    assert strict([value.encode()], set()) == (Address(email, name), None)


@pytest.mark.parametrize(
    "value",
    [
        "",
        f"{CORP}, b@evil.example",
        f"b@evil.example, Anna <{CORP}>",
        f"Group: {CORP};",
        f"<@evil.example:{CORP}>",
        f"{CORP} (b@evil.example)",
        f"({CORP}) b@evil.example",
        f"{CORP} <b@evil.example>",
        f"<{CORP}> <b@evil.example>",
        f"{CORP}\x00@evil.example",
        '"\u202eanna" <b@evil.example>',
        "=?utf-8?q?=E2=80=AEanna?= <b@evil.example>",
        "=?utf-8?q?anna=40corp.example?=",
        "<=?utf-8?q?anna?=@corp.example>",
        f"{CORP}@evil.example",
        f'"{CORP}"@evil.example',
        "anna @corp.example",
        "anna@corp.example.",
        "anna@[192.0.2.1]",
        "undisclosed-recipients:;",
        f"Anna <{CORP}",
        f"Anna {CORP}>",
        f"{CORP}>",
        "o'b@corp.example>",
        "alice@example.org)bob@evil.example",
        f'"a" <{CORP}>, c@d.example',
        f"Anna <{CORP}>,",
        f"Anna\\ <{CORP}>",
        f";{CORP}",
        f"{CORP};b@evil.example",
        "(" * 500,
    ],
)
def test_hostile_forms_give_none(value: str) -> None:
    for address, reason in (strict([value.encode()], set()), identity([value.encode()], set(), lambda _: False)):
        assert address is None
        assert reason in {Reason.FROM_MULTI, Reason.FROM_MALFORMED}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (f"Lopes, Anna <{CORP}>", "Lopes, Anna"),
        (f"Müller & Co., Buchhaltung <{CORP}>", "Müller & Co., Buchhaltung"),
        (f"=?utf-8?q?M=C3=BCller=2C?= Jörg, Dr. <{CORP}>", "Müller, Jörg, Dr."),
    ],
)
def test_a_client_whose_program_forgets_the_quotes_is_known(value: str, name: str) -> None:
    defects: set[str] = set()
    assert identity([value.encode()], defects, lambda _: False) == (Address(CORP, name), None)
    assert defects == {UNQUOTED}
    assert identity([value.encode()], set(), lambda email: email == CORP) == (None, Reason.FROM_MALFORMED)
    assert identity([value.encode()] * 2, set(), lambda _: False) == (None, Reason.FROM_MULTI)
    assert strict([value.encode()], set()) == (None, Reason.FROM_MALFORMED)


@pytest.mark.parametrize(
    "name",
    [
        "Lopes,",
        ", Lopes",
        "Lopes,, Anna",
        "Lopes, 7",
        "staff: Lopes, Anna",
        "Lopes; Anna, A",
        '"Lopes", Anna',
        "Lopes, Anna (A)",
        "=?utf-8?q?b=40x.example?=, A",
    ],
)
def test_only_plain_words_may_stand_around_such_commas(name: str) -> None:
    assert identity([f"{name} <{CORP}>".encode()], set(), lambda _: False) == (None, Reason.FROM_MALFORMED)


def test_two_from_fields_are_nobody() -> None:
    assert strict([CORP.encode()] * 2, set()) == (None, Reason.FROM_MULTI)


def test_lists_are_read_forgivingly() -> None:
    value = b'"Reed, Sam" <SAM@a.example>, tom@b.example (Tom), Team: lee@c.example;, junk, Ana [mailto:ana@d.example]'
    assert [one.email for one in lenient([value])] == ["sam@a.example", "tom@b.example", "lee@c.example", "ana@d.example"]


@pytest.mark.parametrize(
    "email", ["a@b@c", "a b@c.example", "@c.example", "a@", "a@-c.example", "a..b@c.example", "x" * 300 + "@c.example"]
)
def test_what_is_no_address(email: str) -> None:
    assert normal(email) is None
