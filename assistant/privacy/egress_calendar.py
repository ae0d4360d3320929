"""The calendars' side of the door: HTTP that checks certificates, ends in time and follows no trap.

What goes out is a question for a stretch of time, with her own password for her own calendar; no client content. Each
time a calendar is asked, every server is in the audit before anything goes to it; the answer then serves for a while.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from assistant.environment import refuse_talkative
from assistant.errors import CalendarUnreachable
from assistant.ports import Audit
from assistant.privacy.declarations import CALENDAR, Passage

LARGEST = 20_000_000
"""Bytes of an answer, unpacked."""
_REDIRECTS = 5


class CalendarDoor:
    """Fetches feeds and makes CalDAV clients."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    def fetch(
        self, url: str, headers: Mapping[str, str], *, username: str, password: str, timeout_s: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        """GET a feed: status, headers (names in lower case) and body, in at most about `timeout_s`.

        Raises `CalendarUnreachable`, `ConfigurationError`, `AuditBroken`.
        """
        refuse_talkative()
        session = _Session(timeout_s, self._audit)
        try:
            answer = session.request("GET", url, headers=headers, auth=(username, password) if username else None)
        finally:
            session.close()
        return answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content

    def caldav(self, url: str, *, username: str, password: str, timeout_s: float) -> Any:
        """A `caldav.DAVClient` whose requests take at most about `timeout_s` together.

        Raises `ConfigurationError` where its debugging, which writes passwords to files, is switched on; its requests
        raise `AuditBroken`.
        """
        refuse_talkative()
        _check(url)
        from caldav.davclient import DAVClient

        client = DAVClient(url=url, username=username or None, password=password or None, enable_rfc6764=False)
        client.session.close()
        client.session = _Session(timeout_s, self._audit, dav=True)  # type: ignore[assignment]  # all that it uses of one
        return client


@dataclass(frozen=True, slots=True)
class _Answer:
    """A whole answer, in the shape that caldav reads."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes
    reason: str
    url: str

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


class _Session:
    """What caldav takes for its HTTP session; one deadline for all that it does."""

    def __init__(self, timeout_s: float, audit: Audit, *, dav: bool = False) -> None:
        import niquests

        # No OCSP and no QUIC: nothing but the calendar's own server is spoken to, by one protocol.
        self._session = niquests.Session(disable_http3=True, revocation_configuration=None)
        self._session.trust_env = False  # no .netrc, no proxy out of the environment
        self._failure = niquests.exceptions.RequestException
        self._deadline = time.monotonic() + timeout_s
        self._timeout_s = timeout_s
        self._audit = audit
        self._written: set[str] = set()
        """The servers that are in the audit for this time."""
        self._dav = dav

    def close(self) -> None:
        """Let the connections go."""
        self._session.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        data: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        auth: Any = None,
        **_caldavs: Any,
    ) -> _Answer:
        """One request with its redirects; caldav's own wishes for proxies and certificates are not heeded.

        A redirect keeps the method (that is what WebDAV servers mean), never leads from https to http, and takes
        the password along to the same host only.
        """
        for _ in range(_REDIRECTS + 1):
            _check(url)
            self._write_down(url)
            answer = self._send(method, url, data, headers, auth)
            target = answer.headers.get("location")
            if answer.status_code not in (301, 302, 303, 307, 308) or not target:
                return self._checked(answer)
            target = urljoin(url, target)
            before, after = urlsplit(url), urlsplit(target)
            if before.scheme == "https" and after.scheme != "https":
                raise _unreachable("the server redirects from https to an address without encryption.")
            if before.netloc != after.netloc:
                auth = None
            if answer.status_code == 303:
                method, data = "GET", None
            url = target
        raise _unreachable("the server redirects in circles.")

    def _write_down(self, url: str) -> None:
        """That something goes to this server. Raises `AuditBroken`: then nothing does."""
        host = urlsplit(url).hostname or ""
        if host not in self._written:
            self._audit.record("egress", "", str(Passage(CALENDAR.name, host, "configured")))
            self._written.add(host)

    def _send(
        self, method: str, url: str, data: bytes | str | None, headers: Mapping[str, str] | None, auth: Any
    ) -> _Answer:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self._late()
        try:
            response = self._session.request(
                method,
                url,
                data=data,
                headers=dict(headers or {}),
                auth=auth,
                timeout=left,
                allow_redirects=False,
                stream=True,
                verify=True,
            )
            try:
                body = self._body(response)
                return _Answer(
                    int(response.status_code or 0), response.headers, body, response.reason or "", str(response.url)
                )
            finally:
                response.close()
        except self._failure as error:
            raise self._late() if "timeout" in type(error).__name__.lower() else _named(error) from None
        except (OSError, ValueError) as error:
            raise _named(error) from None

    def _body(self, response: Any) -> bytes:
        parts, size = [], 0
        for part in response.iter_content(-1):  # as it arrives: a server that drips is stopped by the deadline
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                raise _unreachable(f"the answer is larger than {LARGEST // 1_000_000} MB.")
            if time.monotonic() > self._deadline:
                raise self._late()
        return b"".join(parts)

    def _checked(self, answer: _Answer) -> _Answer:
        """Only WebDAV reaches caldav, which would log anything else; of a refusal, its status."""
        if not self._dav or not answer.content:
            return answer
        if answer.status_code >= 300:
            return replace(answer, content=b"")
        from lxml import etree  # type: ignore[import-untyped]

        try:
            tree = etree.XML(answer.content, etree.XMLParser(resolve_entities=False, no_network=True))
            tag = tree.tag
        except etree.XMLSyntaxError:
            tag = ""
        if tag != "{DAV:}multistatus":
            raise _unreachable("the server's answer is not CalDAV; check the address.")
        return answer

    def _late(self) -> CalendarUnreachable:
        return _unreachable(f"no answer within {self._timeout_s:g} s.")


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if not fine:
        raise _unreachable("its location is not an http or https address.")


def _named(error: Exception) -> CalendarUnreachable:
    # by kind only: the text of such an error holds the address, and a feed's address is a secret
    return _unreachable(f"the connection failed ({type(error).__name__}).")


def _unreachable(fix: str) -> CalendarUnreachable:
    return CalendarUnreachable("I can't reach the calendar.", fix=fix)
