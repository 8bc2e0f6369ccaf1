"""Domains where anybody may have an address: they never say which company somebody belongs to."""

from __future__ import annotations

#: The usual free and access-provider mail domains (public sign-up pages, November 2026); lower case.
FREEMAIL_DOMAINS = frozenset(
    """
    gmail.com googlemail.com outlook.com outlook.de outlook.fr outlook.es outlook.it hotmail.com hotmail.co.uk hotmail.de hotmail.fr
    hotmail.es hotmail.it live.com live.co.uk live.de live.fr live.nl msn.com yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.es yahoo.it
    ymail.com rocketmail.com aol.com aim.com icloud.com me.com mac.com proton.me protonmail.com pm.me tutanota.com tuta.com tuta.io
    fastmail.com fastmail.fm hey.com zoho.com zohomail.com zohomail.eu mail.com email.com gmx.com gmx.de gmx.net gmx.at gmx.ch web.de
    freenet.de t-online.de mailbox.org posteo.de orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it
    alice.it telefonica.net ziggo.nl kpnmail.nl planet.nl xs4all.nl btinternet.com sky.com talktalk.net virginmedia.com comcast.net
    verizon.net att.net sbcglobal.net yandex.com yandex.ru mail.ru qq.com 163.com 126.com bluewin.ch
    """.split()
)


def is_freemail(domain: str) -> bool:
    """Return whether addresses at this domain (ASCII, any case) say nothing about a company."""
    return domain.lower() in FREEMAIL_DOMAINS
