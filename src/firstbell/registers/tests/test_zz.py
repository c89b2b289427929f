import pytest, time
from uuid import uuid4
from urllib.parse import urlencode
from firstbell.registers.tests.doing import *
from tests.builders import a_site, a_group, a_pupil, a_register
pytestmark = pytest.mark.django_db(transaction=True)
def test_perf(sign_in, in_real_use):
    site=a_site(); groups=[a_group(site) for _ in range(40)]
    ps=[[a_pupil(group=g) for _ in range(30)] for g in groups]
    regs=[a_register(p[0]) for p in ps]
    b = sign_in(regs[0])
    import cProfile,pstats
    pr=cProfile.Profile(); ts=[]
    for k,(r,pp) in enumerate(zip(regs,ps)):
        lines = {l.pupil_id: l for l in r.lines.all()}
        data=urlencode({"m":[f"{lines[p.pk].pk}.0.{'away' if i<2 else 'here'}" for i,p in enumerate(pp)],"tap":str(uuid4())},doseq=True)
        if k>20: pr.enable()
        t=time.perf_counter()
        b.post(f"/registers/{r.pk}/marks/", data, content_type="application/x-www-form-urlencoded")
        ts.append(time.perf_counter()-t)
        pr.disable()
    print([f"{x*1000:.1f}" for x in ts]); pstats.Stats(pr).sort_stats("tottime").print_stats(45); pstats.Stats(pr).sort_stats("cumtime").print_stats(70)
    assert 0
