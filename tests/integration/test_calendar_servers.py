"""Servers that refuse, hang, lie, move and come back."""

import logging
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from assistant.calendars.agenda import HouseAgenda
from assistant.calendars.caldav import CalDavSource, query
from assistant.calendars.ics import IcsSource
from assistant.errors import AuditBroken, BadCalendar, CalendarUnreachable, ConfigurationError
from assistant.events import Span
from assistant.privacy import egress_calendar
from assistant.privacy.egress_calendar import CalendarDoor
from assistant.settings import CalendarSourceSection
from tests.audits import Full, Kept
from tests.calendar_servers import PASSWORD, USER, Radicale, Web, radicale, send, web

HOME = ZoneInfo("America/Chicago")
MONDAY = datetime(2026, 3, 2, tzinfo=HOME)
DAY = timedelta(days=1)
CANARY = "Zebedee Quartz"
EVENT = f"BEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\nSUMMARY:{CANARY}\nDTSTART:20260302T150000Z\nDURATION:PT50M\nEND:VEVENT"
FEED = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{EVENT}\nEND:VCALENDAR\n".encode()
MULTISTATUS = (
    '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response>'
    "<d:href>/</d:href><d:propstat><d:prop>{}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>"
    "</d:response></d:multistatus>"
)
IS_CALENDAR = MULTISTATUS.format("<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>").encode()


@pytest.fixture
def served() -> Iterator[Web]:
    with web() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        running.put(running.calendar("work"), "one", EVENT)
        yield running


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\n")
    return path


def feed(url: str, **more: object) -> IcsSource:
    return IcsSource(CalendarSourceSection(name="work", location=url, **more), HOME, CalendarDoor(Kept()))  # type: ignore[arg-type]


def account(url: str, **more: object) -> CalDavSource:
    section = CalendarSourceSection(name="work", kind="caldav", location=url, **more)  # type: ignore[arg-type]
    return CalDavSource(section, HOME, CalendarDoor(Kept()))


def ask(source: IcsSource | CalDavSource) -> list[str]:
    return [one.title for one in source.between(MONDAY, MONDAY + DAY)]


def hang(served: Web) -> None:
    served.answer = lambda _: served.over.wait() and None


def reset(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.close()


def drip(served: Web) -> None:
    """Headers at once, then a byte at a time for ever."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/calendar")
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        while not served.over.wait(0.05):
            handler.wfile.write(b"B")

    served.answer = answer


# ── a real CalDAV server ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["", f"{USER}/", f"{USER}/work/"])
def test_the_servers_the_principals_and_the_calendars_address_all_do(
    server: Radicale, password: Path, path: str
) -> None:
    assert ask(account(server.url + path, username=USER, password_file=password)) == [CANARY]


def test_every_calendar_of_the_account_is_asked_and_a_new_entry_is_seen(server: Radicale, password: Path) -> None:
    source = account(server.url, username=USER, password_file=password)
    assert ask(source) == [CANARY]
    later = EVENT.replace("UID:1", "UID:2").replace(CANARY, "Later").replace("T15", "T17")
    server.put(f"{server.url}{USER}/work/", "two", later)
    assert ask(source) == [CANARY, "Later"]


def test_a_wrong_password_is_said_and_nothing_of_it_is_shown(server: Radicale, password: Path) -> None:
    password.write_text("swordfish")
    with pytest.raises(CalendarUnreachable) as caught:
        ask(account(server.url, username=USER, password_file=password))
    assert caught.value.spoken == "I can't reach your work calendar."
    assert "password" in caught.value.fix
    assert "swordfish" not in caught.value.fix


def test_a_missing_password_file_is_a_mistake_of_the_configuration(server: Radicale, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="password of your work calendar"):
        ask(account(server.url, username=USER, password_file=tmp_path / "nowhere"))


def test_an_address_where_nothing_is_is_said(server: Radicale, password: Path) -> None:
    with pytest.raises(CalendarUnreachable):
        ask(account(f"{server.url}{USER}/no-such-calendar/", username=USER, password_file=password))


def test_an_outage_is_bridged_by_the_last_answer_and_only_for_the_time_that_it_covers(
    tmp_path: Path, password: Path
) -> None:
    moment = [MONDAY]
    with radicale(tmp_path) as running:
        running.put(running.calendar("work"), "one", EVENT)
        section = CalendarSourceSection(
            name="work", kind="caldav", location=running.url, username=USER, password_file=password
        )
        source = CalDavSource(section, HOME, CalendarDoor(Kept()), now=lambda: moment[0])
        assert ask(source) == [CANARY]
        assert source.trouble == ""
    moment[0] += timedelta(minutes=40)
    assert ask(source) == [CANARY]
    assert source.trouble == "I can't reach your work calendar; what I know of it is less than an hour old."
    with pytest.raises(CalendarUnreachable):
        source.between(MONDAY, MONDAY + 2 * DAY)


# ── servers that misbehave ───────────────────────────────────────────────────────────────────────────────────

ANSWERS = {
    "html": lambda handler: send(handler, 200, f"<html><body>{CANARY}</body></html>".encode(), "text/html"),
    "html as xml": lambda handler: send(handler, 207, f"<html>{CANARY}</html>".encode(), "text/xml"),
    "broken xml": lambda handler: send(handler, 207, IS_CALENDAR[:-40] + CANARY.encode(), "text/xml"),
    "calendar text": lambda handler: send(handler, 200, FEED, "text/calendar"),
    "nothing": lambda handler: send(handler, 200, b"", "text/xml"),
    "no multistatus": lambda handler: send(handler, 207, b"<d:error xmlns:d='DAV:'/>", "text/xml"),
    "refused": lambda handler: send(handler, 403, CANARY.encode(), "text/plain"),
    "asks who it is": lambda handler: send(handler, 401, b"", "", WWW_Authenticate='Basic realm="x"'),
    "asks without a way": lambda handler: send(handler, 401, b"", ""),
    "error": lambda handler: send(handler, 500, CANARY.encode(), "text/plain"),
    "busy": lambda handler: send(handler, 429, b"", "", Retry_After="3600"),
    "gone": lambda handler: send(handler, 410, b"", ""),
    "reset": reset,
    "round and round": lambda handler: send(handler, 302, b"", "", Location=handler.path),
    "to a strange place": lambda handler: send(handler, 301, b"", "", Location="file:///etc/passwd"),
    "bad length": lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: lots\r\n\r\nxx"),
    "not http": lambda handler: (handler.wfile.write(b"220 smtp ready\r\n"), reset(handler)),
}


@pytest.mark.parametrize(
    ("make", "kind"),
    [(account, kind) for kind in ANSWERS] + [(feed, kind) for kind in ANSWERS if kind != "calendar text"],
)
def test_a_server_that_lies_or_refuses_gives_one_sentence(
    served: Web, password: Path, caplog: pytest.LogCaptureFixture, make: type, kind: str
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("caldav").setLevel(logging.DEBUG)
    served.answer = ANSWERS[kind]
    source = make(f"{served.url}s3cret-address/", username=USER, password_file=password, timeout_s=5)
    with pytest.raises((CalendarUnreachable, BadCalendar)) as caught:
        ask(source)
    assert "work calendar" in caught.value.spoken
    assert caught.value.spoken.endswith(".")
    assert caught.value.spoken.count(".") == 1
    everything = caught.value.spoken + caught.value.fix + caplog.text
    for secret in (CANARY, "s3cret-address", PASSWORD):
        assert secret not in everything


@pytest.mark.parametrize("make", [feed, account])
@pytest.mark.parametrize("trap", [hang, drip])
def test_a_server_that_hangs_is_given_up(served: Web, trap: object, make: type) -> None:
    trap(served)  # type: ignore[operator]
    source = make(served.url, timeout_s=0.3)
    caught: list[BaseException] = []

    def run() -> None:
        try:
            ask(source)
        except CalendarUnreachable as error:
            caught.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(30)  # far more than it may take, far less than for ever
    assert not worker.is_alive()
    assert "0.3 s" in caught[0].fix  # type: ignore[attr-defined]


@pytest.mark.parametrize("make", [feed, account])
def test_where_nobody_listens_it_is_said(make: type) -> None:
    with pytest.raises(CalendarUnreachable):
        ask(make("http://127.0.0.1:9/x.ics", timeout_s=5))


@pytest.mark.parametrize("url", ["ftp://example.org/x", "http://", "https://host:99999999/", "http://[", "gopher://x"])
@pytest.mark.parametrize("make", [feed, account])
def test_an_address_that_is_none_is_said(make: type, url: str) -> None:
    with pytest.raises(CalendarUnreachable, match="work calendar"):
        ask(make(url))


def test_a_caldav_redirect_keeps_its_question(served: Web, password: Path) -> None:
    report = MULTISTATUS.format(f"<d:getetag>1</d:getetag><c:calendar-data>{FEED.decode()}</c:calendar-data>").encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path != "/moved/":
            send(handler, 302, b"", "", Location="/moved/")
        else:
            send(handler, 207, IS_CALENDAR if handler.command == "PROPFIND" else report, "text/xml")

    served.answer = answer
    assert ask(account(served.url, username=USER, password_file=password)) == [CANARY]
    assert [(method, path) for method, path, _ in served.asked] == [
        ("PROPFIND", "/"),
        ("PROPFIND", "/moved/"),
        ("REPORT", "/"),
        ("REPORT", "/moved/"),
    ]


def test_garbage_from_a_caldav_server_hides_only_itself(served: Web) -> None:
    good = MULTISTATUS.format(f"<c:calendar-data>{FEED.decode()}</c:calendar-data>")
    head, tail = good.split("<d:response>", 1)
    bad = "<d:response><d:href>/bad</d:href><d:propstat><d:prop><c:calendar-data>%%% no calendar\nBEGIN:VEVENT\n"
    bad += "</c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    report = f"{head}{bad}<d:response>{tail}".encode()
    served.answer = lambda handler: send(
        handler, 207, IS_CALENDAR if handler.command == "PROPFIND" else report, "text/xml"
    )
    source = account(served.url)
    assert ask(source) == [CANARY]
    assert source.trouble == "One entry of your work calendar can't be read."


def test_the_password_does_not_follow_to_another_host(served: Web, password: Path) -> None:
    with web() as elsewhere:
        elsewhere.answer = lambda handler: send(handler, 200, FEED)
        served.answer = lambda handler: send(handler, 302, b"", "", Location=f"{elsewhere.url}x.ics")
        assert ask(feed(f"{served.url}x.ics", username=USER, password_file=password)) == [CANARY]
        assert "authorization" in served.asked[0][2]
        assert "authorization" not in elsewhere.asked[0][2]


def test_encryption_is_never_given_up_on_the_way(served: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = egress_calendar._Answer(302, {"location": served.url}, b"", "Found", "https://example.org/x")
    monkeypatch.setattr(egress_calendar._Session, "_send", lambda *_: answer)
    with pytest.raises(CalendarUnreachable) as caught:
        ask(feed("https://example.org/x"))
    assert "without encryption" in caught.value.fix
    assert not served.asked


def test_a_certificate_that_nobody_vouches_for_is_not_taken(tmp_path: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed, so no certificate can be made")
    pair = [tmp_path / "key.pem", tmp_path / "cert.pem"]
    wanted = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    wanted += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(pair[0]), "-out", str(pair[1])]
    subprocess.run(["openssl", "req", "-x509", *wanted], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair[1], pair[0])
    with web(context) as served:
        served.answer = lambda handler: send(handler, 200, FEED)
        address = served.url.replace("127.0.0.1", "localhost")
        for make in (feed, account):
            with pytest.raises(CalendarUnreachable) as caught:
                ask(make(address, timeout_s=5))
            assert "connection failed" in caught.value.fix
        assert not served.asked


def test_an_answer_without_end_is_cut(served: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(egress_calendar, "LARGEST", 1_000_000)
    served.answer = lambda handler: send(handler, 200, FEED + b"X" * 2_000_000)
    with pytest.raises(CalendarUnreachable) as caught:
        ask(feed(served.url))
    assert "larger" in caught.value.fix


@pytest.mark.parametrize("name", ["PYTHON_CALDAV_COMMDUMP", "PYTHON_CALDAV_DEBUGMODE", "SSLKEYLOGFILE"])
def test_it_refuses_to_run_while_caldav_writes_passwords_to_files(
    server: Radicale, password: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    source = account(server.url, username=USER, password_file=password)
    monkeypatch.setenv(name, "1")
    with pytest.raises(ConfigurationError) as caught:
        ask(source)
    assert caught.value.fix == f"unset {name}"


# ── the audit ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [IcsSource, CalDavSource])
def test_nothing_goes_to_a_calendar_that_the_audit_does_not_have(
    served: Web, password: Path, kind: type[IcsSource] | type[CalDavSource]
) -> None:
    section = CalendarSourceSection(name="work", location=served.url, username=USER, password_file=password)
    with pytest.raises(AuditBroken):
        ask(kind(section, HOME, CalendarDoor(Full())))
    assert served.asked == []


def test_a_calendar_that_was_asked_is_in_the_audit_once_each_time_by_its_server_alone(
    server: Radicale, password: Path
) -> None:
    audit = Kept()
    section = CalendarSourceSection(name="work", location=server.url, username=USER, password_file=password)
    source = CalDavSource(section, HOME, CalendarDoor(audit))
    ask(source)
    ask(source)
    assert audit.entries == [("egress", "", "calendar to configured 127.0.0.1")] * 2


async def test_what_is_answered_from_memory_asks_nobody_and_is_in_no_audit(served: Web) -> None:
    audit = Kept()
    served.answer = lambda handler: send(handler, 200, FEED)
    section = CalendarSourceSection(name="work", location=f"{served.url}x.ics")
    agenda = HouseAgenda([IcsSource(section, HOME, CalendarDoor(audit))], SimpleNamespace(all=tuple), HOME)  # type: ignore[arg-type]
    for _ in range(3):
        await agenda.between(Span(MONDAY, MONDAY + DAY, "today"))
    assert len(audit.entries) == len(served.asked) == 1


def test_a_server_that_points_elsewhere_puts_both_into_the_audit_before_they_are_asked(served: Web) -> None:
    audit = Kept()
    with web() as other:
        other.answer = lambda handler: send(handler, 200, FEED)
        elsewhere = other.url.replace("127.0.0.1", "localhost")
        served.answer = lambda handler: send(handler, 302, b"", "", Location=elsewhere)
        ask(IcsSource(CalendarSourceSection(name="work", location=served.url), HOME, CalendarDoor(audit)))
    assert [detail for _, _, detail in audit.entries] == [
        "calendar to configured 127.0.0.1",
        "calendar to configured localhost",
    ]


def test_what_a_calendar_is_asked_is_the_declared_dates_and_nothing_else(served: Web, password: Path) -> None:
    served.answer = lambda handler: send(handler, 207, IS_CALENDAR, "text/xml")
    ask(account(served.url, username=USER, password_file=password))
    assert [method for method, _, _ in served.asked] == ["PROPFIND", "REPORT"]
    assert served.bodies[-1].decode() == query(MONDAY, MONDAY + DAY)


# ── feeds ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_is_fetched_again_only_when_it_has_changed(served: Web) -> None:
    served.answer = lambda handler: send(handler, 200, FEED, ETag='"v1"', Last_Modified="Mon, 02 Mar 2026 00:00:00 GMT")
    source = feed(f"{served.url}x.ics")
    assert ask(source) == [CANARY]
    served.answer = lambda handler: send(handler, 304, b"", "")
    assert ask(source) == [CANARY]
    assert served.asked[1][2]["if-none-match"] == '"v1"'
    assert served.asked[1][2]["if-modified-since"] == "Mon, 02 Mar 2026 00:00:00 GMT"
    changed = FEED.replace(CANARY.encode(), b"Changed")
    served.answer = lambda handler: send(handler, 200, changed, ETag='"v2"')
    assert ask(source) == ["Changed"]
    assert source.trouble == ""


@pytest.mark.parametrize("kind", ["error", "html", "reset", "nothing"])
def test_while_a_feed_fails_the_last_good_copy_serves_and_its_age_is_said(served: Web, kind: str) -> None:
    moment = [MONDAY]
    section = CalendarSourceSection(name="work", location=f"{served.url}x.ics")
    source = IcsSource(section, HOME, CalendarDoor(Kept()), now=lambda: moment[0])
    served.answer = lambda handler: send(handler, 200, FEED, ETag='"v1"')
    assert ask(source) == [CANARY]
    moment[0] += timedelta(hours=2)
    served.answer = ANSWERS[kind]
    assert ask(source) == [CANARY]
    assert source.trouble == "I can't reach your work calendar; what I know of it is a few hours old."
    served.answer = lambda handler: send(handler, 200, FEED)
    assert ask(source) == [CANARY]
    assert source.trouble == ""


def test_a_feed_may_be_compressed_or_behind_a_password(served: Web, password: Path) -> None:
    import gzip

    served.answer = lambda handler: send(handler, 200, gzip.compress(FEED), Content_Encoding="gzip")
    assert ask(feed(served.url, username=USER, password_file=password)) == [CANARY]
    assert served.asked[0][2]["authorization"].startswith("Basic ")


def test_a_file_is_read_again_when_it_changes_and_its_copy_serves_when_it_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "work.ics"
    source = feed(str(path))
    with pytest.raises(CalendarUnreachable):
        ask(source)
    path.write_bytes(FEED)
    assert ask(source) == [CANARY]
    path.write_bytes(FEED.replace(CANARY.encode(), b"Changed to something else"))
    assert ask(source) == ["Changed to something else"]
    path.unlink()
    assert ask(source) == ["Changed to something else"]
    assert "a few minutes old" in source.trouble


def test_a_file_that_is_not_a_calendar_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "work.ics"
    path.write_bytes(b"\x00\xff\xfe nothing of the kind")
    with pytest.raises(BadCalendar, match="work calendar"):
        ask(feed(str(path)))
    with pytest.raises(CalendarUnreachable):
        ask(feed(str(tmp_path)))
