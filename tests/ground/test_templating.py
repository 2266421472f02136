"""What templates look up once: the same as ever, and never a word or a name of anyone."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import render_template_string, url_for
from flask_babel import force_locale, get_translations
from flask_wtf import FlaskForm
from journal_entries import write

from webapp import formatting, templating
from webapp.forms import Form

ID = "0123456789abcdefghjkmnpqrs"


def rendered(app, source: str, **values) -> str:
    with app.test_request_context("/"):
        return render_template_string(source, **values)


def test_values_in_a_text_are_escaped_and_pass_through(app):
    source = '{{ _("Hello %(name)s, 100 %%", name=name) }} {{ _("Today") }} {{ _("50 %%") }}'
    assert rendered(app, source, name="<b>") == "Hello &lt;b&gt;, 100 % Today 50 %"
    assert rendered(app, source, name="Jo") == "Hello Jo, 100 % Today 50 %"


@pytest.mark.parametrize(("number", "said"), [(1, "1 <day>"), (2, "2 days of &lt;b&gt;")])
def test_numbers_choose_the_words(app, number, said):
    source = '{{ ngettext("%(num)d <day>", "%(num)d days of %(whose)s", number, whose="<b>") }}'
    assert rendered(app, source, number=number) == said


def test_another_language_for_a_while_has_its_own_catalogue(app):
    with app.test_request_context("/"):
        usual = get_translations()
        with force_locale("es"):
            assert get_translations() is get_translations() is not usual
        assert get_translations() is usual


def test_the_hidden_fields_of_a_form_are_what_wtforms_makes_of_them(app):
    with app.test_request_context("/"):
        form = Form()
        form.once.data = 'tea & "milk" <now>'
        assert form.hidden_tag() == FlaskForm.hidden_tag(form)


def test_addresses_are_what_flask_makes_of_them(app):
    plain = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and len(rule.arguments) < 2]
    with app.test_request_context("/"):
        for rule in plain:
            values = {name: ID if name.endswith("_id") else "box-breathing" for name in rule.arguments}
            for _again in range(2):
                assert templating.address(rule.endpoint, **values) == url_for(rule.endpoint, **values)
        assert templating.address("schedule.week", week="2026-11-23") == "/schedule/?week=2026-11-23"
        odd = {"next": "/a?b=c&d=é#f \"<'"}
        assert templating.address("accounts.sign_in", **odd) == url_for("accounts.sign_in", **odd)
        assert parse_qsl(urlsplit(templating.address("accounts.sign_in", **odd)).query) == list(odd.items())
        assert templating.address("journals.entry", record_id=ID, _anchor="words") == f"/journals/{ID}#words"


def test_addresses_begin_where_the_app_is_mounted(app):
    for root in ("/one", "/two"):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            assert templating.address("journals.entries") == f"{root}/journals/"


def test_what_a_person_typed_into_an_address_is_not_kept(app):
    with app.test_request_context("/"):
        before = templating._address.cache_info().currsize
        assert "words=very+private" in templating.address("exercises.search", words="very private")
        assert "very" in templating.address("journals.entry", record_id="very private")
        assert templating._address.cache_info().currsize == before


def test_no_piece_that_is_kept_holds_a_word_or_a_name_of_anyone(app, cast, client_of):
    jo, kim = client_of(cast.jo), client_of(cast.kim)
    write(jo, words="the canary sang", visibility="shared")
    paths = [rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
    for visitor in (jo, kim):
        for path in paths:
            with visitor.get(path):
                pass
    kept = " ".join(map(str, formatting._kept.values())) + str(list(formatting._kept))
    assert "Skip to the page" in kept
    for told in (
        "canary",
        "csrf_token",
        cast.jo.name,
        cast.kim.name,
        jo.get("/offline/token").json["writer"],
    ):
        assert told not in kept, told
