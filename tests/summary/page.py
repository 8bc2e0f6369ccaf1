"""What a person sees of an HTML mail, and what it asks a mail program to do."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = frozenset({"meta", "br", "img", "link", "input", "hr"})


class Page(HTMLParser):
    """Reads a page: `text` visible to people, `tags` opened, `links`, and `styles` of every styled element; raises on bad nesting."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.styles: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        if self._open:
            raise ValueError(f"never closed: {self._open}")

    @property
    def text(self) -> str:
        """All visible words, with single spaces."""
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember what the tag asks for."""
        self.tags.add(tag)
        found = {name: value or "" for name, value in attrs}
        self.attributes |= set(found)
        if "href" in found:
            self.links.append(found["href"])
        if "style" in found:
            self.styles.append(found["style"])
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that tags close in order."""
        if self._open.pop() != tag:
            raise ValueError(f"closed out of order: {tag}")

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if not {"style", "title"} & set(self._open):
            self.words.append(data)
