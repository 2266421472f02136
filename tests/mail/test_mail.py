"""Mail through a real SMTP server: TLS where it leaves the house, and no address in any log."""

import socket

import pytest
from mail_server import IN_URL, MailServer
from push_service import certificate_for

from webapp import mail

SENDER = "Waymark <waymark@clinic.example>"
TO = "jo@example.org"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    file = tmp_path_factory.mktemp("mail") / "server.pem"
    file.write_bytes(certificate_for("mail.clinic.example"))
    return file


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


@pytest.fixture
def clinic_name(monkeypatch):
    """The name mail.clinic.example leads to this machine."""
    usual = socket.getaddrinfo

    def look_up(host, *arguments, **options):
        return usual("127.0.0.1" if host == "mail.clinic.example" else host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def send(app):
    def through(url):
        app.extensions["mail"] = mail.Server.read(url, SENDER)
        with app.app_context():
            mail.send(TO, "Waymark", "Something is coming up.\n", key="abc")

    yield through
    app.extensions["mail"] = None


def test_it_hands_a_letter_to_the_server(send):
    with MailServer() as server:
        send(server.url)
        (letter,) = server.wait_for(1)
    assert (letter["From"], letter["To"], letter["Subject"]) == (SENDER, TO, "Waymark")
    assert letter.get_content() == "Something is coming up.\r\n"
    assert letter["Message-ID"] == "<abc@clinic.example>" and letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"]


def test_outside_the_house_it_goes_by_tls_and_signs_in(send, trusted, clinic_name):
    with MailServer(trusted, "starttls", wants_sign_in=True) as server:
        send(f"smtp://{IN_URL}@mail.clinic.example:{server.port}")
        assert server.wait_for(1)
    with MailServer(trusted, "implicit") as server:
        send(f"smtps://mail.clinic.example:{server.port}")
        assert server.wait_for(1)


def test_outside_the_house_it_never_goes_in_clear(send, clinic_name):
    with MailServer() as server:
        with pytest.raises(mail.NotSent, match="unreachable"):
            send(f"smtp://mail.clinic.example:{server.port}")
        assert server.letters == []


@pytest.mark.parametrize("scheme", ["starttls", "implicit"])
def test_a_certificate_that_nobody_vouches_for_is_refused(send, certificate, clinic_name, scheme):
    with MailServer(certificate, scheme) as server:
        url = f"{'smtp' if scheme == 'starttls' else 'smtps'}://mail.clinic.example:{server.port}"
        with pytest.raises(mail.NotSent, match="certificate"):
            send(url)
        assert server.letters == []


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [("550 no such person", "refused"), ("451 later", "later"), (None, "unreachable")],
)
def test_what_the_server_does_not_take_is_said_without_a_name(send, caplog, refusal, reason):
    with MailServer() as server:
        server.refuses = refusal
        url = server.url if refusal else "smtp://127.0.0.1:1"
        with pytest.raises(mail.NotSent, match=f"^{reason}$") as raised:
            send(url)
    assert raised.value.__suppress_context__ and "jo@" not in caplog.text and "mail: not sent" in caplog.text


def test_a_wrong_password_sends_nothing(send, trusted, clinic_name):
    with MailServer(trusted, "starttls", wants_sign_in=True) as server:
        with pytest.raises(mail.NotSent):
            send(f"smtp://waymark:wrong@mail.clinic.example:{server.port}")
        assert server.letters == []


def test_an_address_that_would_write_headers_is_refused(app):
    with MailServer() as server, app.app_context():
        app.extensions["mail"] = mail.Server.read(server.url, SENDER)
        with pytest.raises(mail.NotSent, match="refused"):
            mail.send("jo@example.org\nBcc: all@example.org", "Waymark", "Hello")
        assert server.letters == []
        app.extensions["mail"] = None


def test_without_a_server_it_is_off(app):
    with app.app_context():
        assert not mail.is_on()
        with pytest.raises(mail.NotSent, match="off"):
            mail.send(TO, "Waymark", "Hello")


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://host", SENDER),
        ("smtp://", SENDER),
        ("smtp://host:port", SENDER),
        ("smtp://host", None),
        ("smtp://host", "nobody"),
    ],
)
def test_wrong_settings_are_refused_at_the_start(url, sender):
    with pytest.raises(ValueError):
        mail.Server.read(url, sender)


@pytest.mark.parametrize(
    ("host", "near"),
    [("localhost", True), ("127.0.0.1", True), ("10.1.2.3", True), ("mail", True), ("[::1]", True),
     ("mail.clinic.example", False), ("203.0.114.9", False)],
)  # fmt: skip
def test_only_near_servers_may_be_spoken_to_in_clear(host, near):
    assert mail.Server.read(f"smtp://{host}", SENDER).is_near is near
