"""Response headers: strict on every answer, errors and redirects included."""

import functools
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, request
from werkzeug.exceptions import SecurityError

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types waymark",
    ]
)

FIXED = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": Flask-WTF's check over HTTPS needs the header from our own pages.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
}
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"


def set_fixed(headers, is_secure: bool = False) -> None:
    """Put what every answer carries into its headers (Werkzeug's or the standard library's)."""
    for name, value in FIXED.items():
        headers[name] = value
    if is_secure:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT


def is_ours(address: str | None) -> bool:
    """Whether the address that a browser names (Origin, Referer) is on this host; junk is on none, nor has it any."""
    try:
        return bool(address) and urlsplit(address).netloc == request.host
    except (ValueError, SecurityError):
        return False


def same_for_everyone(view):
    """For a view whose answer holds nothing of anyone: a browser may keep it, and asks each time if it changed."""

    @functools.wraps(view)
    def answer(**arguments):
        response = make_response(view(**arguments))
        if response.status_code == 200:
            response.headers.setdefault("Cache-Control", "no-cache")
            response.vary.add("Accept-Language")
            response.add_etag(weak=True)  # weak: compressed or not, it says the same
        return response.make_conditional(request)

    return answer


def install(app: Flask) -> None:
    """Set the headers on every answer; private unless a view said otherwise."""

    @app.after_request
    def set_headers(response: Response) -> Response:
        set_fixed(response.headers, request.is_secure)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response
