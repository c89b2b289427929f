"""Forms: how a field is laid out, how its faults are told, and what reads as a date here."""

import re
from datetime import date, time

import pytest
from django import forms
from django.template import Context, engines

from firstbell.ui.fields import faults_of
from firstbell.ui.forms import WORDS, PlainForm
from firstbell.ui.tests.sample import SampleForm


def render(source: str, form: forms.Form) -> str:
    return engines["django"].from_string("{% load ui %}" + source).template.render(Context({"form": form}))


class TestField:
    def test_the_label_names_its_control(self):
        html = render("{% field form.reason %}", SampleForm())
        assert '<label class="label" for="id_reason">' in html and 'id="id_reason"' in html

    def test_the_hint_is_read_out_with_the_control(self):
        html = render("{% field form.reason %}", SampleForm())
        assert 'id="id_reason-hint"' in html and 'aria-describedby="id_reason-hint"' in html

    def test_an_error_is_read_out_too_and_the_control_says_it_is_wrong(self):
        html = render("{% field form.reason %}", SampleForm({}))
        assert 'aria-describedby="id_reason-hint id_reason-error"' in html
        assert 'aria-invalid="true"' in html and 'class="field has-error"' in html

    def test_what_was_typed_stays(self):
        html = render("{% field form.minutes %}", SampleForm({"minutes": "six"}))
        assert 'value="six"' in html and "this is not a whole number" in html

    def test_what_may_stay_empty_says_so(self):
        assert "(you can leave this)" in render("{% field form.note %}", SampleForm())
        assert "(you can leave this)" not in render("{% field form.reason %}", SampleForm())

    def test_radios_stand_under_one_question_and_none_is_chosen(self):
        html = render("{% field form.code %}", SampleForm())
        assert html.startswith("<fieldset") and "<legend" in html and html.count('type="radio"') == 2
        assert "checked" not in html

    def test_a_choice_may_have_words_behind_it(self):
        assert 'Ill <span class="hint">– code I</span>' in render("{% field form.code %}", SampleForm())

    def test_each_radio_is_named_by_its_own_label(self):
        html = render("{% field form.code %}", SampleForm())
        assert re.findall(r'for="(\w+)"', html) == ["id_code_0", "id_code_1"]

    def test_a_short_field_may_be_short(self):
        assert 'class="input input-s"' in render('{% field form.at size="s" %}', SampleForm())

    def test_hidden_fields_have_no_label(self):
        class WithHidden(PlainForm):
            tap = forms.CharField(widget=forms.HiddenInput)

        assert render("{% field form.tap %}", WithHidden()).strip() == '<input type="hidden" name="tap" id="id_tap">'

    def test_the_browsers_own_checks_are_left_out(self):
        assert "required" not in render("{% fields form %}", SampleForm())

    def test_all_fields_come_in_the_order_of_the_form(self):
        html = render("{% fields form %}", SampleForm())
        places = [html.index(f'name="{name}"') for name in SampleForm().fields]
        assert places == sorted(places)


class TestErrorSummary:
    def test_it_counts_and_says_that_nothing_was_saved(self):
        html = render("{% error_summary form %}", SampleForm({}))
        assert "8 things to put right. Nothing was saved." in html

    def test_one_thing_is_one_thing(self):
        class One(PlainForm):
            name = forms.CharField()

        assert "1 thing to put right." in render("{% error_summary form %}", One({}))

    def test_it_leads_to_each_field_and_for_radios_to_the_first(self):
        html = render("{% error_summary form %}", SampleForm({}))
        assert 'href="#id_reason"' in html and 'href="#id_code_0"' in html

    def test_it_uses_the_very_words_that_stand_beside_the_field(self):
        form = SampleForm({})
        summary, field = render("{% error_summary form %}", form), render("{% field form.reason %}", form)
        words = "Who told you, and what did they say: this is empty. Fill it in."
        assert words in summary and words in field

    def test_it_takes_the_focus(self):
        assert 'role="alert" tabindex="-1" data-focus' in render("{% error_summary form %}", SampleForm({}))

    def test_a_form_without_faults_has_none(self):
        assert render("{% error_summary form %}", SampleForm()).strip() == ""

    def test_what_concerns_the_whole_form_comes_first_and_leads_nowhere(self):
        class Whole(PlainForm):
            name = forms.CharField()

            def clean(self):
                raise forms.ValidationError("Kacey’s mark changed at 11:19.")

        assert [fault.target for fault in faults_of(Whole({}))] == ["", "id_name"]


class TestWords:
    def test_no_message_uses_a_word_that_blames(self):
        told = " ".join(words for messages in WORDS.values() for words in messages.values()).lower()
        assert not re.search(r"\binvalid\b|\bvalid\b|\berror\b|\boops\b|required", told)

    def test_every_message_says_what_to_do(self):
        assert all(words.count(".") >= 2 for messages in WORDS.values() for words in messages.values())

    def test_a_forms_own_message_is_kept(self):
        class Own(PlainForm):
            name = forms.CharField(error_messages={"required": "Say who it was."})

        assert Own({}).errors["name"] == ["Say who it was."]

    def test_a_limit_is_named(self):
        class Short(PlainForm):
            name = forms.CharField(label="Name", max_length=3)

        assert Short({"name": "Amina"}).errors["name"] == ["Name: this is too long. Use 3 letters or fewer; it has 5."]

    def test_every_default_message_of_the_fields_we_use_is_ours(self):
        form = SampleForm({"code": "Q", "days": ["9"], "group": "z", "on": "soon", "at": "now", "minutes": "0"})
        told = " ".join(words for errors in form.errors.values() for words in errors)
        assert not re.search(r"[Ee]nter a|[Ee]nsure|[Ss]elect a|This field", told)


class TestDatesAndTimes:
    @pytest.mark.parametrize("typed", ["2026-11-03", "03/11/2026", "3/11/2026", "3.11.2026", "3 November 2026"])
    def test_a_day_is_read_the_way_it_is_written_here(self, typed):
        form = SampleForm({"on": typed})
        form.is_valid()
        assert form.cleaned_data["on"] == date(2026, 11, 3)

    @pytest.mark.parametrize("typed", ["09:04", "9:04", "09.04", "0904"])
    def test_a_time_is_read_with_colon_point_or_nothing(self, typed):
        form = SampleForm({"at": typed})
        form.is_valid()
        assert form.cleaned_data["at"] == time(9, 4)

    def test_a_browser_gets_the_date_in_the_form_its_picker_wants(self):
        html = render("{% field form.on %}", SampleForm(initial={"on": date(2026, 11, 3)}))
        assert 'type="date"' in html and 'value="2026-11-03"' in html
