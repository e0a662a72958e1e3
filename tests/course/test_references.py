import pytest

from course.catalog import sources
from course.references import full, link, short, written_out


@pytest.mark.parametrize("key", list(sources()))
@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_source_has_a_short_and_a_full_name(key: str, language: str) -> None:
    assert 3 < len(short(key, language)) < 40
    assert sources()[key]["title"] in full(key, language)
    assert full(key, language).endswith(sources()[key]["note"][language])


def test_a_source_in_a_list_of_its_own_is_written_in_full_and_in_a_sentence_short() -> None:
    text = written_out("See [@Shapley1953].\n\n- [@Shapley1971]\n- more [@Frey2006]", "pl")
    assert "See (Shapley 1953)." in text
    assert "- Lloyd S. Shapley (1971). *Cores of Convex Games*." in text
    assert "- more (Frey i in. 2006)" in text


def test_a_link_is_the_doi_where_there_is_one() -> None:
    assert link("Shapley1953").startswith("https://doi.org/10.")
    assert link("Tennyson") == ""


def test_unknown_source_is_refused() -> None:
    with pytest.raises(ValueError, match="got 'Nobody1999'"):
        written_out("As shown [@Nobody1999].", "en")
