from django.urls import path

from firstbell.registers.roll import views as roll
from firstbell.registers.views import changing, looking, paper, presence, taking

app_name = "registers"

urlpatterns = [
    path("", looking.today, name="today"),
    path("on-site/", presence.on_site, name="on_site"),
    path("on-site/<int:pupil_id>/leaves/<int:site_id>/", presence.sign_out, name="sign_out"),
    path("on-site/back/<int:sign_out_id>/", presence.sign_in, name="sign_in"),
    path("roll/", roll.start, name="roll_start"),
    path("offline.js", roll.offline, name="roll_offline"),
    path("roll/<int:roll_id>/", roll.page, name="roll"),
    path("roll/<int:roll_id>/tick/", roll.tick, name="roll_tick"),
    path("roll/<int:roll_id>/add/", roll.add, name="roll_add"),
    path("roll/<int:roll_id>/end/", roll.end, name="roll_end"),
    path("pupils/<int:pupil_id>/year/", looking.pupil_year, name="pupil_year"),
    path("groups/<int:group_id>/year/", looking.group_year, name="group_year"),
    path("<int:register_id>/", taking.page, name="page"),
    path("<int:register_id>/marks/", taking.mark, name="mark"),
    path("<int:register_id>/finish/", taking.finish, name="finish"),
    path("<int:register_id>/add/", presence.add_unexpected, name="add_unexpected"),
    path("<int:register_id>/paper/", paper.form_to_print, name="paper"),
    path("<int:register_id>/typed/", paper.typed, name="typed"),
    path("<int:register_id>/lines/<int:line_id>/", changing.line, name="line"),
    path("<int:register_id>/lines/<int:line_id>/left/", presence.left, name="left"),
    path("<int:register_id>/lines/<int:line_id>/codes/", changing.codes, name="codes"),
]
