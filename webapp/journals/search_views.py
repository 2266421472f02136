"""Searching one's own journal. What is asked goes to the server in a form, and stands in addresses only sealed."""

from flask import abort, redirect, render_template, request, url_for

from webapp.access import Permission, requires
from webapp.journals.search_forms import SearchForm
from webapp.journals.searching import Search, find
from webapp.journals.views import blueprint


@blueprint.get("/search")
@requires(Permission.SEE_OWN_STAY)
def search(enrollment):
    asked = request.args.get("asked")
    if not asked:
        return render_template("journals/search.html", form=SearchForm(), found=None)
    wanted = Search.opened_for(enrollment, asked) or abort(404)
    found = find(enrollment, wanted, request.args.get("before")) or abort(404)
    return render_template("journals/search.html", form=SearchForm.showing(wanted), found=found, asked=asked)


@blueprint.post("/search")
@requires(Permission.SEE_OWN_STAY)
def ask(enrollment):
    """It writes nothing, so it may come twice."""
    form = SearchForm()
    if not form.validate_on_submit():
        return render_template("journals/search.html", form=form.fresh(), found=None), 422
    return redirect(url_for(".search", asked=form.search.sealed_for(enrollment)), 303)
