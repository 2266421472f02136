"""The page of all components is as accessible, and as narrow, as the pages made of them: both ways of writing too."""

import pytest
from measuring import NARROW, open_all, sideways, small_targets
from running import Site
from test_axe import faults_of


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Site(tmp_path_factory.mktemp("developing"), DEVELOPMENT="1") as running:
        yield running


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_it_is_accessible(phone, direction):
    page = phone()
    page.goto(f"/components?direction={direction}")
    faults = faults_of(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_it_fits_320_pixels(phone, direction):
    page = phone()
    page.set_viewport_size(NARROW)
    page.goto(f"/components?direction={direction}")
    open_all(page)
    faults = sideways(page) + small_targets(page)
    assert not faults, "\n".join(faults)
