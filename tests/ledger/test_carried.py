"""How an e-invoice is carried: the places in a PDF where one can lie, and signed envelopes."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from bot.errors import LedgerError
from bot.ledger.imports import read_books
from bot.ledger.sources.einvoice import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

EINVOICES = Path(__file__).parent / "einvoices"
INVOICE = (EINVOICES / "cii.xml").read_bytes()


class Made:
    """A PDF in the making, with the ways programs hang a file into one."""

    def __init__(self) -> None:
        self.writer = PdfWriter()
        self.page = self.writer.add_blank_page(200, 200)

    def file(self, name: str, content: bytes | None = INVOICE, *, under: str = "/F") -> PdfObject:
        made = DecodedStreamObject()
        made.set_data(content or b"")
        stream = self._placed(made.flate_encode()) if content is not None else NullObject()
        return self.told(name, stream, under)

    def told(self, name: str, stream: PdfObject, under: str = "/F") -> PdfObject:
        inside = DictionaryObject({NameObject(under): stream})
        told = {NameObject("/F"): TextStringObject(name), NameObject("/UF"): TextStringObject(name), NameObject("/EF"): inside}
        return self._placed(DictionaryObject(told))

    def undecodable(self, name: str) -> PdfObject:
        stream = StreamObject()
        stream[NameObject("/Filter")] = NameObject("/UnheardOfDecode")
        return self.told(name, self._placed(stream))

    def attach(self, *files: PdfObject, below: int = 0) -> Made:
        node = DictionaryObject({NameObject("/Names"): ArrayObject(each for file in files for each in (TextStringObject("n"), file))})
        for _ in range(below):
            node = DictionaryObject({NameObject("/Kids"): ArrayObject([self._placed(node)])})
        return self._rooted(node)

    def ring(self) -> Made:
        node = DictionaryObject()
        node[NameObject("/Kids")] = ArrayObject([self._placed(node)] * 3)
        return self._rooted(node)

    def associate(self, file: PdfObject) -> Made:
        self.writer.root_object[NameObject("/AF")] = self._placed(ArrayObject([file]))
        return self

    def on_page(self, file: PdfObject) -> Made:
        self.page[NameObject("/AF")] = ArrayObject([file])
        return self

    def pin(self, file: PdfObject) -> Made:
        note = {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FileAttachment"),
            NameObject("/Rect"): ArrayObject([NumberObject(0)] * 4),
            NameObject("/FS"): file,
        }
        self.page[NameObject("/Annots")] = ArrayObject([DictionaryObject(note)])
        return self

    def locked(self, password: str, algorithm: str) -> Made:
        self.writer.encrypt(password, "the owner's", algorithm=algorithm)
        return self

    def bytes(self) -> bytes:
        made = io.BytesIO()
        self.writer.write(made)
        return made.getvalue()

    def _placed(self, made: PdfObject) -> PdfObject:
        return self.writer._add_object(made)  # noqa: SLF001 - pypdf has no public name for it

    def _rooted(self, node: DictionaryObject) -> Made:
        named = DictionaryObject({NameObject("/EmbeddedFiles"): self._placed(node)})
        self.writer.root_object[NameObject("/Names")] = named
        return self


PLACES: dict[str, Callable[[Made], Made]] = {
    "in the tree": lambda pdf: pdf.attach(pdf.file("factur-x.xml")),
    "one step down in it": lambda pdf: pdf.attach(pdf.file("factur-x.xml"), below=1),
    "three steps down in it": lambda pdf: pdf.attach(pdf.file("a.txt", b"x"), pdf.file("factur-x.xml"), below=3),
    "under the other key": lambda pdf: pdf.attach(pdf.file("factur-x.xml", under="/UF")),
    "as ZUGFeRD 1 spells it": lambda pdf: pdf.attach(pdf.file("ZUGFeRD-invoice.xml")),
    "as XRechnung": lambda pdf: pdf.attach(pdf.file("xrechnung.xml")),
    "as whatever": lambda pdf: pdf.attach(pdf.file("8812.dat")),
    "only associated": lambda pdf: pdf.associate(pdf.file("factur-x.xml")),
    "only associated, under the other key": lambda pdf: pdf.associate(pdf.file("factur-x.xml", under="/UF")),
    "associated, others in the tree": lambda pdf: pdf.attach(pdf.file("terms.xml", b"<terms/>")).associate(pdf.file("factur-x.xml")),
    "associated with a page": lambda pdf: pdf.on_page(pdf.file("factur-x.xml")),
    "pinned to a page": lambda pdf: pdf.pin(pdf.file("factur-x.xml")),
    "another of its name": lambda pdf: pdf.attach(pdf.file("invoice.xml", b"<terms/>"), pdf.file("invoice.xml")),
    "beside one that is missing": lambda pdf: pdf.attach(pdf.file("a.xml", None), pdf.file("factur-x.xml")),
    "beside one that cannot be unpacked": lambda pdf: pdf.attach(pdf.undecodable("a.xml"), pdf.file("factur-x.xml")),
    "beside a ring": lambda pdf: pdf.ring().associate(pdf.file("factur-x.xml")),
    "locked for printing only, RC4": lambda pdf: pdf.attach(pdf.file("factur-x.xml")).locked("", "RC4-128"),
    "locked for printing only, AES": lambda pdf: pdf.attach(pdf.file("factur-x.xml")).locked("", "AES-256"),
}


@pytest.mark.parametrize("place", PLACES)
def test_an_invoice_is_found_wherever_a_pdf_holds_it(place: str) -> None:
    assert read_document("x.pdf", PLACES[place](Made()).bytes()).number == "NL-7003"


REFUSED: dict[str, tuple[Callable[[Made], Made], str]] = {
    "an order": (
        lambda pdf: pdf.attach(pdf.file("order-x.xml", b"<q:SCRDMCCBDACIOMessageStructure xmlns:q='urn:q'/>")),
        "without an e-invoice",
    ),
    "a ring of nothing": (lambda pdf: pdf.ring(), "without an e-invoice"),
    "a password": (lambda pdf: pdf.attach(pdf.file("factur-x.xml")).locked("open sesame", "RC4-128"), "is locked with a password"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_pdf_does_not_hold_is_told(name: str) -> None:
    make, reason = REFUSED[name]
    with pytest.raises(LedgerError, match=reason):
        read_document("x.pdf", make(Made()).bytes())


def test_the_name_that_a_standard_gives_goes_before_others() -> None:
    pdf = Made()
    other = INVOICE.replace(b"NL-7003", b"NL-9999")
    raw = pdf.attach(pdf.file("a.xml", other), pdf.file("factur-x.xml")).bytes()
    assert read_document("x.pdf", raw).number == "NL-7003"


SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("06092a864886f70d010701")


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    return bytes([tag, size]) + body if size < 128 else bytes([tag, 0x84]) + size.to_bytes(4) + body


def ber(tag: int, *parts: bytes) -> bytes:
    return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0"


def sealed(content: bytes, write: Callable[..., bytes] = der, octets: bytes | None = None) -> bytes:
    """Return a file in a signed envelope; the certificates and the signature are nonsense, and nobody looks at them."""
    held = write(0xA0, octets if octets is not None else der(0x04, content)) if content else b""
    algorithms, people = der(0x31), der(0x31, b"\x05\x00")
    return write(0x30, SIGNED_DATA, write(0xA0, write(0x30, b"\x02\x01\x01", algorithms, write(0x30, DATA, held), people)))


def in_parts(content: bytes) -> bytes:
    return ber(0x24, *(der(0x04, content[at : at + 1000]) for at in range(0, len(content), 1000)))


ITALIAN = (EINVOICES / "fatturapa.xml").read_bytes()
ENVELOPES = {
    "DER": sealed(ITALIAN),
    "BER": sealed(ITALIAN, ber),
    "BER, in parts": sealed(ITALIAN, ber, in_parts(ITALIAN)),
    "base64 on one line": base64.b64encode(sealed(ITALIAN)),
    "base64 on many lines": base64.encodebytes(sealed(ITALIAN, ber)),
    "base64 with a label": b"-----BEGIN PKCS7-----\r\n" + base64.encodebytes(sealed(ITALIAN)) + b"-----END PKCS7-----\r\n",
    "signed twice": sealed(sealed(ITALIAN)),
    "something behind it": sealed(ITALIAN) + b"\r\n",
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_a_signed_envelope_is_opened(name: str, tmp_path: Path) -> None:
    path = tmp_path / "IT03_00007.xml.p7m"
    path.write_bytes(ENVELOPES[name])
    assert read_books({"invoices": path}).books == read_books({"invoices": EINVOICES / "fatturapa.xml"}).books
    assert read_books({"invoices": tmp_path}).rejected == ()


def test_a_pdf_may_lie_in_a_signed_envelope() -> None:
    pdf = Made()
    assert read_document("x.pdf.p7m", sealed(pdf.attach(pdf.file("factur-x.xml")).bytes())).number == "NL-7003"


CLOSED = {
    "only a signature": (sealed(b""), "only a signature"),
    "cut": (sealed(ITALIAN)[:2000], "ends too early"),
    "base64 that is cut": (base64.b64encode(sealed(ITALIAN))[:2001], "ends too early"),
    "no end": (sealed(ITALIAN, ber)[:-8], "ends too early"),
    "not built so": (der(0x30, SIGNED_DATA, der(0xA0, der(0x04, b"x" * 80))), "not built as such an envelope"),
    "no file": (sealed(ITALIAN, der, der(0x02, b"1")), "what it holds is no file"),
    "no invoice": (sealed(b"<Order><ID>1</ID></Order>"), "is no invoice"),
    "parts without end": (sealed(ITALIAN, ber, ber(0x24, b"\x04\x00" * 200_000)), "too many parts"),
    "ever deeper": (der(0x30, SIGNED_DATA, b"\xa0\x80" * 5000), "too many parts"),
    "ever more envelopes": (sealed(sealed(sealed(sealed(sealed(ITALIAN))))), "around more than 3 others"),
}


@pytest.mark.parametrize("name", CLOSED)
def test_an_envelope_that_cannot_be_opened_says_why(name: str) -> None:
    raw, reason = CLOSED[name]
    with pytest.raises(LedgerError, match=reason):
        read_document("x.xml.p7m", raw)
