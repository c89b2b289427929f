"""What each component prints, so that a page that uses it can rely on it."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.template import Context, engines

from firstbell.domain.codes import Category, Code, Meaning
from firstbell.ui import icons
from firstbell.ui.cells import Cell, cell_of
from firstbell.ui.tests import sample


def render(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load ui %}" + source).template.render(Context(context))


def a_code(national: str, category: Category, *, present: bool = False, authorised: bool | None = None) -> Code:
    return Code(
        code=national,
        key=national,
        description="Something long",
        meaning=Meaning.ABSENT,
        category=category,
        national=national,
        effective_from=date(2024, 8, 19),
        effective_to=None,
        counts_as_possible=True,
        counts_as_present=present,
        authorised=authorised,
    )


class TestIcons:
    def test_the_sprite_holds_each_icon_used_once_and_no_other(self):
        html = render('{% icon "tick" %}{% icon "tick" %}{% icon "bell" %}{% sprite %}')
        assert re.findall('<symbol id="i-([a-z]+)"', html) == ["tick", "bell"]

    def test_the_sprite_holds_the_icons_of_included_templates(self):
        html = render(
            '{% include "ui/components/message.html" %}{% sprite %}', message=SimpleNamespace(level_tag="error")
        )
        assert 'id="i-cross"' in html

    def test_the_sprite_holds_what_a_later_fragment_will_need(self):
        assert 'id="i-undo"' in render('{% keep_icons "double undo" %}{% sprite %}')

    def test_one_page_does_not_see_the_icons_of_another(self):
        render('{% icon "tick" %}')
        assert render("{% sprite %}") == ""

    def test_an_icon_we_do_not_have_is_refused_with_the_list_of_those_we_have(self):
        with pytest.raises(KeyError, match="no icon called 'unicorn'.*bell, tick"):
            render('{% icon "unicorn" %}')

    def test_every_icon_is_hidden_from_screen_readers(self):
        assert all('aria-hidden="true"' in icons.icon_html(name) for name in icons.SYMBOLS)


class TestCells:
    def test_a_mark_says_its_word_to_those_who_cannot_see_its_colour(self):
        html = render("{% mark cell %}", cell=Cell("N", "unknown", "no reason yet"))
        assert html == '<span class="mark mark-unknown">N<span class="hide-visually"> no reason yet</span></span>'

    def test_no_mark_at_all_is_a_dashed_box_that_says_not_marked(self):
        html = render('{% mark nothing "big" %}', nothing=None)
        assert "mark-none mark-big" in html and "not marked" in html

    def test_what_a_cell_says_is_text_and_never_markup(self):
        assert "<b>" not in render("{% mark cell %}", cell=Cell("<b>", "here", "<b>"))

    @pytest.mark.parametrize(
        ("code", "tone", "word"),
        [
            (a_code("/", Category.ATTENDING, present=True), "here", "here"),
            (a_code("L", Category.ATTENDING, present=True), "late", "late"),
            (a_code("U", Category.UNAUTHORISED_ABSENCE, authorised=False), "late", "late, after the close"),
            (a_code("N", Category.UNAUTHORISED_ABSENCE, authorised=False), "unknown", "no reason yet"),
            (a_code("O", Category.UNAUTHORISED_ABSENCE, authorised=False), "away", "unauthorised"),
            (a_code("I", Category.AUTHORISED_ABSENCE, authorised=True), "told", "ill"),
            (a_code("B", Category.APPROVED_EDUCATIONAL_ACTIVITY, present=True), "here", "educated off site"),
            (a_code("#", Category.NOT_POSSIBLE), "plain", "closed"),
            (a_code("decide", Category.AUTHORISED_ABSENCE, authorised=True), "told", "Something long"),
        ],
    )
    def test_a_code_has_the_tone_and_the_word_of_its_meaning(self, code, tone, word):
        assert cell_of(code) == Cell(code.code, tone, word)

    def test_past_sessions_are_cells_in_a_row_with_a_name(self):
        html = render("{% past cells %}", cells=[Cell("/", "here", "here"), None])
        assert html.count('class="mark ') == 2 and "Last sessions:" in html


class TestCounts:
    ITEMS = (("Expected", 8, None), ("Here", 6, "here"), ("Not marked", 2, "none"))

    def test_a_tally_shows_each_count_beside_its_words(self):
        html = render("{% tally items %}", items=self.ITEMS)
        assert "<dt>Expected</dt><dd>8</dd>" in html
        assert '<span class="swatch swatch-here"></span> Here</dt><dd>6</dd>' in html

    def test_a_strip_draws_the_parts_and_leaves_the_total_out(self):
        html = render('{% strip items "Of 8 expected" %}', items=self.ITEMS)
        assert re.findall(r'fill-(\w+)" x="([\d.]+)%" width="([\d.]+)%"', html) == [
            ("here", "0.00", "75.00"),
            ("none", "75.00", "25.00"),
        ]

    def test_a_strip_says_the_counts_in_words(self):
        html = render('{% strip items "Of 8 expected" %}', items=self.ITEMS)
        assert 'aria-label="Of 8 expected: 6 here, 2 not marked"' in html

    def test_a_strip_of_nobody_is_drawn_all_the_same(self):
        assert "<svg" in render('{% strip items "Of 0" %}', items=(("Here", 0, "here"),))

    def test_a_bar_never_grows_beyond_its_ends(self):
        assert 'width="100.0%"' in render("{% bar 1.7 %}") and 'width="0.0%"' in render("{% bar -1 %}")

    def test_a_bar_with_words_is_a_picture_and_one_without_is_decoration(self):
        assert 'role="img" aria-label="2 of 6"' in render('{% bar 0.3 "" "2 of 6" %}')
        assert 'aria-hidden="true"' in render("{% bar 0.3 %}")


class TestStates:
    def test_a_state_is_a_sign_with_its_words(self):
        html = render('{% state "good" "double" "Office has it – 09:04" %}')
        assert html.startswith('<span class="state state-good"><svg') and "Office has it – 09:04" in html

    def test_the_words_of_a_state_are_text(self):
        assert "&lt;b&gt;" in render('{% state "bad" "cross" words %}', words="<b>")


class TestScripts:
    def test_a_page_loads_only_the_scripts_that_its_parts_use(self):
        html = render("{% print_button %}{% scripts %}")
        assert re.findall(r"firstbell/js/([\w-]+)", html) == ["print"]

    def test_htmx_comes_before_ours(self):
        html = render('{% uses "sync" %}{% uses "htmx" %}{% scripts %}')
        assert html.index("htmx-2.min.js") < html.index("sync.js")

    def test_buttons_that_need_a_script_stay_hidden_without_it(self):
        assert " hidden>" in render("{% print_button %}") and " hidden>" in render("{% sunlight_button %}")


class TestPagination:
    def test_the_rest_of_the_query_is_kept(self):
        html = sample.page()
        assert 'href="?q=holt&amp;page=1"' in html and 'href="?q=holt&amp;page=3"' in html

    def test_it_says_which_rows_these_are(self):
        assert "21 to 40 of 45" in sample.page()


class TestThePage:
    def test_it_carries_the_servers_time_for_the_scripts(self):
        assert 'data-now="2026-11-23T09:14:00+00:00"' in sample.page()

    def test_help_stands_in_the_foot_of_every_page(self):
        assert '<a href="/help/">Help</a> <a href="/accessibility/">' in sample.page()

    def test_one_can_sign_out_from_every_page(self):
        assert '<a href="/account/logout/">Sign out</a>' in sample.page()

    def test_it_has_no_inline_script_and_no_inline_style(self):
        html = sample.page()
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", html)
