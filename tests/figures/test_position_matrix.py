"""The map's artists and sentences, in both languages."""

import numpy as np
import pytest

from course.figures.position_matrix import Cloud, Move, cover
from course.texts import LANGUAGES


def test_a_move_is_told_by_direction_and_size():
    picture = Move("pl")
    picture.update((-0.5, 0.5), (0.25, -0.5))
    assert picture.sentence == (
        "Rok temu: współzawodnictwo i twórczość (−0,5; 0,5). Teraz: współpraca i biurokracja (0,25; −0,5). "
        "Przesunięcie: o 0,75 w stronę współpracy; o 1 w stronę biurokracji."
    )
    assert picture.arrow.xy == (0.25, -0.5)
    assert picture.before.get_visible()


def test_a_mark_that_stays_is_one_mark():
    picture = Move("en")
    picture.update((0, 0.4), (0, 0.4))
    assert picture.sentence == "A year ago and now: on the border (0; 0.4). Nothing has moved."
    assert not picture.before.get_visible()
    assert not picture.arrow.get_visible()


def test_one_axis_alone_may_move():
    picture = Move("en")
    picture.update((0.5, -0.5), (0.5, 0.5))
    assert "none between competition and co-operation; 1 towards creativity" in picture.sentence


def test_names_stay_on_the_map_in_every_corner():
    for language in LANGUAGES:
        picture = Move(language)
        for x in (-1, 1):
            for y in (-1, 1):
                picture.update((x, y), (-x, -y))
                boxes = [name.get_window_extent() for name in picture.names]
                assert all(box.x0 > 0 and box.x1 < 490 and box.y0 > 0 and box.y1 < 490 for box in boxes)


def test_a_room_has_its_middle_and_a_ring_as_wide_as_it_is_apart():
    picture = Cloud("en")
    picture.update(np.array([(-1.0, -1)] * 4 + [(1.0, 1)] * 4))
    assert picture.ring.radius == pytest.approx(2**0.5)
    assert picture.sentence == "8 marks. The average lies at (0; 0), the dispersion is 2 of at most 2."


def test_fewer_than_five_are_not_drawn():
    picture = Cloud("pl")
    picture.update(np.zeros((6, 2)))
    picture.update(np.zeros((4, 2)))
    assert not any(artist.get_visible() for artist in (picture.marks, picture.middle, picture.ring))
    assert "mniej niż pięć osób" in picture.sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_cover_is_drawn(language):
    assert cover(language).svg().startswith("<svg")
    assert cover(language).sentence
