"""The manifest: enough to be installed, and neutral."""

import re
import struct

import pytest

# Words that would tell whoever holds the phone what this is for (a part of a word is enough).
TELLING = (
    "abus|addict|alcohol|anxi|clinic|counsel|crisis|depress|detox|disorder|drug|enroll|health|illness|iop|mental"
    "|mood|opioid|outpatient|panic|patient|program|psych|recover|rehab|relapse|sober|stress|substance|suicid"
    "|symptom|therap|trauma|treat|twelve|wellness"
)


@pytest.fixture
def manifest(client):
    response = client.get("/manifest.webmanifest")
    assert response.status_code == 200
    assert response.mimetype == "application/manifest+json"
    assert "public" in response.headers["Cache-Control"]
    return response.get_json(force=True)


def test_it_can_be_installed(manifest):
    assert manifest["id"] == manifest["start_url"] == manifest["scope"] == "/"
    assert manifest["display"] == "standalone"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }


def test_its_pictures_exist_in_the_sizes_it_says(client, manifest):
    pictures = [*manifest["icons"], *manifest["screenshots"]]
    assert len(manifest["screenshots"]) >= 2
    for picture in pictures:
        response = client.get(picture["src"], buffered=True)
        assert response.status_code == 200, picture["src"]
        assert "{}x{}".format(*struct.unpack(">II", response.data[16:24])) == picture["sizes"]


def test_its_shortcuts_lead_to_pages(client_of, cast, manifest):
    assert len(manifest["shortcuts"]) == 4
    for shortcut in manifest["shortcuts"]:
        assert client_of(cast.jo).get(shortcut["url"]).status_code == 200, shortcut


def test_what_another_app_shares_arrives_in_the_form_of_a_new_entry(client_of, cast, manifest):
    target = manifest["share_target"]
    assert (target["method"], target["enctype"]) == ("POST", "application/x-www-form-urlencoded")
    said = {"title": "A walk", "text": "by the river", "url": "https://example.org/walk"}
    handed = {target["params"][part]: words for part, words in said.items()}
    page = client_of(cast.jo).post(target["action"], data=handed)
    assert page.status_code == 200
    assert all(words in page.text for words in said.values())


def test_it_tells_nobody_what_the_app_is_for(manifest):
    said = [manifest[key] for key in ("name", "short_name", "description")]
    said += [part[key] for part in manifest["shortcuts"] for key in ("name", "url")]
    said += [picture["label"] for picture in manifest["screenshots"]]
    text = " ".join(said).lower()
    assert re.findall(TELLING, text) == []
