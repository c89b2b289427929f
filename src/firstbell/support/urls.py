from django.urls import path

from firstbell.support import views
from firstbell.support.cases import views as cases
from firstbell.support.choices import views as choices
from firstbell.support.concerns import views as concerns
from firstbell.support.contracts import views as contracts
from firstbell.support.crossings import views as crossings
from firstbell.support.meetings import views as meetings
from firstbell.support.patterns import views as patterns
from firstbell.support.plans import agency_views as agencies
from firstbell.support.plans import views as plans
from firstbell.support.recognition import views as recognition
from firstbell.support.reintegration import views as reintegration

app_name = "support"
urlpatterns = [
    path("", views.home, name="home"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/said/", cases.add_entry, name="add_entry"),
    path("cases/<int:case_id>/barrier/", cases.add_barrier, name="add_barrier"),
    path("cases/<int:case_id>/owner/", cases.pass_on, name="pass_on"),
    path("cases/<int:case_id>/close/", cases.close, name="close_case"),
    path("cases/<int:case_id>/reopen/", cases.reopen, name="reopen_case"),
    path("pupils/<int:pupil_id>/case/", cases.open_case, name="open_case"),
    path("barriers/<int:barrier_id>/", cases.change_barrier, name="change_barrier"),
    path("barriers/<int:barrier_id>/end/", cases.end_barrier, name="end_barrier"),
    path("barriers/<int:barrier_id>/action/", cases.add_action, name="add_action"),
    path("actions/<int:action_id>/", cases.end_action, name="end_action"),
    path("stages/", crossings.stages, name="stages"),
    path("letters/<int:letter_id>/", crossings.letter, name="letter"),
    path("letters/<int:letter_id>/print/", crossings.print_letter, name="print_letter"),
    path("letters/<int:letter_id>/posted/", crossings.post_letter, name="post_letter"),
    path("letters/due/<int:duty_id>/", crossings.letter_of_duty, name="letter_of_duty"),
    path("patterns/", patterns.patterns, name="patterns"),
    path("patterns/<int:pattern_id>/set-aside/", patterns.set_aside, name="set_pattern_aside"),
    path("patterns/set-aside/<int:aside_id>/bring-back/", patterns.bring_back, name="bring_pattern_back"),
    path("pupils/<int:pupil_id>/concern/", concerns.raise_concern, name="raise_concern"),
    path("pupils/<int:pupil_id>/meeting/", meetings.arrange_for, name="arrange_meeting_for"),
    path("cases/<int:case_id>/meeting/", meetings.arrange, name="arrange_meeting"),
    path("meetings/<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/change/", meetings.change, name="change_meeting"),
    path("meetings/<int:meeting_id>/ask/", meetings.ask, name="ask_to_meeting"),
    path("meetings/<int:meeting_id>/invite/", meetings.invite, name="invite"),
    path("meetings/<int:meeting_id>/cancel/", meetings.cancel, name="cancel_meeting"),
    path("meetings/<int:meeting_id>/came/", meetings.hold, name="hold_meeting"),
    path("meetings/<int:meeting_id>/action/", meetings.add_action, name="add_meeting_action"),
    path("meetings/<int:meeting_id>/minutes.pdf", meetings.minutes_file, name="minutes_file"),
    path("meetings/letter/<int:invitee_id>.pdf", meetings.letter, name="meeting_letter"),
    path("meetings/letter/<int:invitee_id>/given/", meetings.gave_letter, name="gave_letter"),
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/<int:concern_id>/", concerns.concern, name="concern"),
    path("concerns/<int:concern_id>/read/", concerns.read, name="read_concern"),
    path("lists/", choices.start, name="lists"),
    path("lists/<slug:choice_kind>/", choices.lists, name="choices"),
    path("lists/entry/<int:choice_id>/take-off/", choices.take_off, name="take_off_choice"),
    path("cases/<int:case_id>/plan/", plans.write_plan, name="write_plan"),
    path("cases/<int:case_id>/agency/", agencies.refer, name="refer"),
    path("plans/<int:plan_id>/", plans.plan, name="plan"),
    path("plans/<int:plan_id>/agree/", plans.agree, name="agree_plan"),
    path("plans/<int:plan_id>/review/", plans.review, name="review_plan"),
    path("plans/<int:plan_id>/send/", plans.send, name="send_plan"),
    path("plans/<int:plan_id>/support-plan.pdf", plans.print_plan, name="print_plan"),
    path("pupils/<int:pupil_id>/plan/", plans.plan_of_pupil, name="plan_of_pupil"),
    path("pupils/<int:pupil_id>/review/", plans.review_of_pupil, name="review_of_pupil"),
    path("pupils/<int:pupil_id>/agency/", agencies.agency_of_pupil, name="agency_of_pupil"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/<int:referral_id>/", agencies.referral, name="referral"),
    path("recognition/", recognition.recognition, name="recognition"),
    path("recognition/given/", recognition.give, name="give_recognition"),
    path("recognition/certificates/", recognition.certificates, name="certificates"),
    path("recognition/home/", recognition.write_home, name="write_good_news"),
    path("recognition/<int:recognition_id>/pass-over/", recognition.pass_over, name="pass_over"),
    path("cases/<int:case_id>/return/", reintegration.plan_return, name="plan_return"),
    path("returns/<int:return_id>/", reintegration.show_return, name="return"),
    path("returns/<int:return_id>/note/", reintegration.check_in, name="check_in"),
    path("returns/<int:return_id>/end/", reintegration.end_return, name="end_return"),
    path("returns/stages/<int:stage_id>/", reintegration.decide_stage, name="decide_stage"),
    path("policy/review/", contracts.policy_review, name="policy_review"),
    path("policy/page/", contracts.policy_page, name="policy_page"),
    path("policy/families/", contracts.families, name="families"),
    path("policy/families/<int:contact_id>/", contracts.acknowledge, name="acknowledge"),
    path("policy/of/<slug:provision_slug>/", contracts.public_policy, name="public_policy"),
]
