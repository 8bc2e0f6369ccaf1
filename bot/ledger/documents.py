"""DOOR, the documents folder: files registered for an invoice in documents.csv, or named after its number."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ledger.likeness import bare
from bot.vocabulary.identifiers import number_words
from bot.vocabulary.outgoing import OutgoingFile
from bot.vocabulary.papers import Paper, PaperKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.vocabulary.books import Invoice

REGISTER = "documents.csv"
#: What may be sent, by its ending; anything else is not a document.
_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
#: Larger files, or more of them, are left to a person (bytes).
_MOST_BYTES = 5_000_000
_MOST_PAPERS = 12
_MOST_ENTRIES = 50_000
_YES = frozenset({"yes", "y", "true", "1", "ja", "oui", "si", "sí", "sì"})
#: Words of file names, in the desk's languages; the first kind that fits counts.
_KINDS = {
    PaperKind.TIMESHEET: r"time[-_ ]?sheets?|hours|stunden\w*|zeiterfassung|heures|horas|ore|uren\w*|urenstaat",
    PaperKind.DELIVERY_NOTE: r"delivery\w*|lieferschein|livraison|albar[aá]n|bolla|ddt|pakbon|leverbon|cmr",
    PaperKind.ACCEPTANCE: r"acceptance|sign[-_ ]?off|abnahme\w*|recette|aceptaci[oó]n|collaudo|oplevering",
    PaperKind.SPECIFICATION: r"spec\w*|pflichtenheft|lastenheft|cahier|briefing|bestek",
    PaperKind.APPROVAL: r"approval|approved|freigabe|accord|aprobaci[oó]n|approvazione|akkoord",
    PaperKind.QUOTE: r"quote|quotation|estimate|angebot|devis|presupuesto|preventivo|offerte",
    PaperKind.PRICE_LIST: r"price[-_ ]?list|preisliste|tarifs?|tarifa\w*|listino|prijslijst",
    PaperKind.CONTRACT: r"contract|agreement|framework|vertrag|rahmenvertrag|contrat|contrato|contratto|overeenkomst",
    PaperKind.ORDER: r"po|order|bestellung|auftrag|commande|pedido|ordine|bestelling|opdracht",
    PaperKind.STATEMENT: r"statement|kontoauszug|relev[eé]|extracto|estratto|afschrift",
    PaperKind.REMITTANCE: r"remittance|avis|zahlungsavis|remesa|betaaladvies",
    PaperKind.INVOICE: r"invoice|inv|rechnung|facture|factura|fattura|factuur|copy|kopie",
}
_KIND_OF = {kind: re.compile(rf"(?<![^\W_])(?:{words})(?![^\W\d_])", re.IGNORECASE) for kind, words in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class _Entry:
    number: str
    path: Path
    kind: PaperKind
    client_email: str = ""
    internal: bool = False


class Documents:
    """The documents folder; it is looked at anew for each draft, so that a file put there counts at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, invoice: Invoice, shared: bool = False) -> tuple[Paper, ...]:  # noqa: FBT001, FBT002 - a callable of the desk
        """Return the documents of an invoice, at most twelve; unreadable, foreign and over-large files are left out.

        `shared`: another client has the same number; then only what is registered with the client's address counts.
        """
        found: dict[Path, Paper] = {}
        for entry in self._entries():
            if bare(entry.number) != bare(invoice.number) or not _is_theirs(entry, invoice, shared=shared):
                continue
            paper = self._read(entry)
            if paper is not None:
                found.setdefault(entry.path, paper)
            if len(found) == _MOST_PAPERS:
                break
        return tuple(found.values())

    def _entries(self) -> Iterator[_Entry]:
        """What documents.csv registers, then the files that are named after a number."""
        registered = list(_registered(self._folder))
        yield from registered
        known = {entry.path for entry in registered}
        for nth, path in enumerate(sorted(self._folder.iterdir()) if self._folder.is_dir() else ()):
            if nth < _MOST_ENTRIES and path.name != REGISTER and path not in known:
                yield from (_Entry(word, path, kind_of(path.stem, word)) for word in number_words(path.stem))

    def _read(self, entry: _Entry) -> Paper | None:
        """The file, if it lies inside the folder and may be sent."""
        content_type = _TYPES.get(entry.path.suffix.lower())
        try:
            inside = entry.path.resolve(strict=True).is_relative_to(self._folder.resolve())
            if content_type is None or not inside or not entry.path.is_file() or not 0 < entry.path.stat().st_size <= _MOST_BYTES:
                return None
            content = entry.path.read_bytes()
        except OSError:
            return None
        return Paper(entry.kind, OutgoingFile(_safe(entry.path.name), content_type, content), entry.internal)


def kind_of(name: str, number: str = "") -> PaperKind:
    """Return what a document is by its name; one that is named after a number alone is the invoice."""
    rest = name.replace(number, " ") if number else name
    found = next((kind for kind, words in _KIND_OF.items() if words.search(rest)), None)
    return found or (PaperKind.INVOICE if not any(letter.isalpha() for letter in rest) else PaperKind.OTHER)


def _registered(folder: Path) -> Iterator[_Entry]:
    """Rows of documents.csv: `number, path` and, where wanted, `kind, client_email, internal`; others are passed over."""
    try:
        with (folder / REGISTER).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error):
        return
    for row in rows[:_MOST_ENTRIES]:
        told = {str(key).strip().casefold(): str(value or "").strip() for key, value in row.items()}
        number, path = told.get("number", ""), told.get("path", "")
        if number and path:
            kind = told.get("kind", "").casefold().replace(" ", "_")
            known = PaperKind(kind) if kind in set(PaperKind) else kind_of(path.rpartition("/")[2], number)
            yield _Entry(number, folder / path, known, told.get("client_email", "").lower(), told.get("internal", "").casefold() in _YES)


def _is_theirs(entry: _Entry, invoice: Invoice, *, shared: bool) -> bool:
    return entry.client_email == invoice.client_email.lower() if entry.client_email or shared else True


def _safe(name: str) -> str:
    """The file name as a mail may carry it: letters, digits, dots, hyphens, spaces; at most 80 characters."""
    plain = re.sub(r"[^\w .()-]+", "_", name).strip(" .")
    return plain if len(plain) <= 80 else f"{plain[:70]}{plain[-10:]}"  # noqa: PLR2004 - the ending stays
