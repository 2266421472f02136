"""Wapiti: what it finds wrong at a running site, as somebody who is signed in."""

import json
import subprocess
import tempfile
from pathlib import Path

from tests.scanners.findings import SCANNERS, Finding

# All that need no service outside and guess at nothing but what the site itself offers.
MODULES = (
    "cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,log4shell,methods,permanentxss,redirect,"
    "shellshock,spring4shell,sql,ssrf,timesql,upload,xss,xxe"
)
# Forms after which the scan would go on as nobody; tests/accounts/ asks them.
ENDING = ("/sign-out", "/accounts/sign-ins*", "/accounts/password*", "/help-now/leaving*")


def scan(url: str, cookie: str = "", seconds: int = 900, who: str = "") -> tuple[list[Finding], int]:
    """Its findings at the site with that cookie, and how many pages and forms it went through."""
    with tempfile.TemporaryDirectory(prefix="wapiti-") as folder:
        report = Path(folder) / "report.json"
        command = [
            *(str(SCANNERS / "wapiti"), "--url", f"{url}/", "--scope", "folder", "--module", MODULES),
            *("--format", "json", "--output", str(report), "--no-bugreport", "--verbose", "0"),
            *("--store-session", folder, "--store-config", folder, "--level", "2", "--tasks", "4"),
            *("--max-links-per-page", "200", "--max-files-per-dir", "60", "--max-parameters", "40"),
            *("--max-scan-time", str(seconds), "--max-attack-time", str(max(30, seconds // 6))),
            *(part for path in ENDING for part in ("--exclude", url + path)),
        ]
        if cookie:
            command += ["--cookie-value", cookie, "--drop-set-cookie"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=seconds * 2 + 120)
        found = json.loads(report.read_text())
    findings = [
        Finding("wapiti", kind, one["method"], _path(one["path"]), one["parameter"] or "", one["info"], who)
        for group in ("vulnerabilities", "anomalies")
        for kind, all_of_kind in found[group].items()
        for one in all_of_kind
    ]
    return findings, found["infos"]["crawled_pages_nbr"]


def _path(path: str) -> str:
    return path.partition("?")[0]
