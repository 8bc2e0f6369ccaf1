"""Quaderno's export for Dispute Desk; `pip install` it beside the desk and `import-ledger --invoices FILE` knows the format."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


class Quaderno:
    """One row per document: type, date, number, description, original currency and amount."""

    name = "Quaderno"

    def recognises(self, _path: Path, head: bytes) -> bool:
        """Return whether the header is Quaderno's."""
        return head.lstrip(b"\xef\xbb\xbf").startswith(b"document_type,date,number,description,original_currency,original_amount")

    def read(self, path: Path) -> Iterable[tuple[str, int, Mapping[str, str]]]:
        """Yield every invoice and credit note; the contact's name stands behind the amount."""
        with path.open(encoding="utf-8-sig", newline="") as handle:
            for line, row in enumerate(csv.DictReader(handle), 2):
                if row["document_type"] not in {"invoice", "credit"}:
                    continue
                sign = "-" if row["document_type"] == "credit" else ""
                yield (
                    "invoices",
                    line,
                    {
                        "number": row["number"],
                        "client_name": row.get("contact_name") or "",
                        "client_email": row.get("contact_email") or "",
                        "issue_date": row["date"],
                        "currency": row["original_currency"],
                        "total": sign + row["original_amount"].removeprefix("-"),
                        "description": row["description"],
                        "status": "credit note" if sign else "open",
                    },
                )


SOURCE = Quaderno()
