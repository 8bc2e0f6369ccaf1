#!/bin/sh
# Installs the real servers that the tests talk to (Debian packages), or says exactly what is missing.
# Usage: tools/test-servers.sh          called by `make test`; exit 0 when everything is there or was installed.
# Without root nothing is installed: the list is printed, and under CI=true the exit code is 1.
set -eu

missing=""

# need PACKAGE FILE WHAT: FILE is part of PACKAGE; WHAT cannot be tested without it.
need() {
    if [ ! -e "$2" ]; then
        missing="$missing $1"
        echo "missing: $1 - without it these tests cannot run: $3"
    fi
}

need dovecot-imapd /usr/lib/dovecot/imap "the IMAP mailbox and every journey through real mail servers"
need dovecot-lmtpd /usr/lib/dovecot/lmtp "delivery into that mailbox"
if ! command -v strace >/dev/null 2>&1; then
    need strace /usr/bin/strace "what survives a loss of power"
fi
if ! command -v chromium >/dev/null 2>&1; then
    need chromium /usr/bin/chromium "pictures of the HTML mails"
fi

if [ -z "$missing" ]; then
    echo "test servers: all there"
    exit 0
fi

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # One by one: a package that cannot be had must not keep the others away.
    failed=""
    for package in $missing; do
        apt-get install -y -qq --no-install-recommends "$package" >/dev/null || failed="$failed $package"
    done
    if [ -z "$failed" ]; then
        echo "test servers: installed"
        exit 0
    fi
    missing="$failed"
    echo "could not be installed:$missing"
else
    echo "To run them, as root: apt-get update && apt-get install --no-install-recommends$missing"
fi

if [ "${CI:-}" = "true" ]; then
    exit 1
fi
exit 0
