
import json
from urllib.parse import quote
from tests.support.gateway import event_of
INTS=["0","-1","99999999999999999999999","1e5","1.5","NaN","","%00","%D9%A0","9"*5000,"1_0","%201"]
DATES=["0001-01-01","0001-01-07","9999-12-31","1999-12-31","2000-01-01","2199-12-31","2200-01-01","2026-02-30","x","0","1700000000","10000-01-01","2026-11-22T00:00:00","-1","%00"]
TIMES=["0001-01-01T00:00:00+14:00","9999-12-31T23:59:59-14:00","9999-12-31T23:59:59.999999Z","9999-12-31T23:59:59.999999-23:59","2026-11-22T10:00:00+23:59","2026-11-22T10:00:00-23:59","2026-11-22T10:00:00","2026-11-22T24:00:00Z","2026-11-22T23:59:60Z","x",0,1e308,-1,True,None,[],{}, "2000-01-01T00:00:00+14:00","2000-01-01T00:00:00Z","1e400","2026-11-22T10:00:00.1234567890Z"]
NUMS=[0,-1,1,10**30,1e308,5e-324,True,"1",None,[],1.0000000001,2.5,20,-0.0]
SEEN={}
def chk(r,*w):
    SEEN[r.status]=SEEN.get(r.status,0)+1
    if r.status>=500: print("!!!",r.status,w,r.body)
    if r.status>=400: assert r.headers["content-type"]=="application/problem+json",(w,r.headers)
    return r

def test_fuzz(call, record):
    e=record(kind="sleep",started_at="2026-11-21T22:00:00Z",ended_at="2026-11-22T06:00:00Z",note="n")
    ids=[e["id"],"x","","%00",e["id"].upper(),"urn:uuid:"+e["id"],"{"+e["id"]+"}"]
    for d in DATES:
        chk(call("GET",f"/v1/days/{d}"),"day",d)
        for k in ("from_on","to_on"): chk(call("GET",f"/v1/entries?{k}={d}"),k,d)
        for d2 in DATES:
            for by in ("day","week","month","year"):
                chk(call("GET",f"/v1/series?metric=water&from_on={d}&to_on={d2}&by={by}"),"series",d,d2,by)
                chk(call("GET",f"/v1/series/export?metric=water&from_on={d}&to_on={d2}&by={by}"),"exp",d,d2,by)
    for i in INTS: chk(call("GET",f"/v1/entries?limit={i}"),"limit",i)
    chk(call("GET","/v1/entries?limit=1&limit=2"))
    import base64
    for pos in ([],["x"],[None]*3,["2026-11-22","x","y"],["9999-12-31","9999-12-31T23:59:59-14:00",e["id"]],["0001-01-01","0001-01-01T00:00:00+14:00",e["id"]],[1,2,3],["2026-11-22\u0000","2026-11-22T00:00:00",e["id"]],["2026-W01","20261122T000000",e["id"]]):
        c=base64.urlsafe_b64encode(json.dumps(pos).encode()).decode().rstrip("=")
        chk(call("GET",f"/v1/entries?cursor={c}"),"cursor",pos)
    for c in ("x","%FF","é","="*10,"W1"*90,"[","W1td"): chk(call("GET",f"/v1/entries?cursor={quote(c) if c=='é' else c}"),"c",c)
    deep=base64.urlsafe_b64encode(b"["*100).decode(); chk(call("GET",f"/v1/entries?cursor={deep}"))
    kinds={"sleep":dict(started_at="2026-11-20T22:00:00Z",ended_at="2026-11-21T06:00:00Z",quality=3),"meal":dict(at="2026-11-22T10:00:00Z",energy_kcal=5.0),"water":dict(at="2026-11-22T10:00:00Z",volume_ml=5.0),"activity":dict(activity="run",started_at="2026-11-22T10:00:00Z",duration_seconds=600,distance_m=5.0,effort=3),"meditation":dict(started_at="2026-11-22T10:00:00Z",duration_seconds=600),"mood":dict(at="2026-11-22T10:00:00Z",mood=3),"weight":dict(at="2026-11-22T10:00:00Z",weight_kg=70.0),"steps":dict(on="2026-11-22",steps=5)}
    for kind,base in kinds.items():
        b={"kind":kind,**base}
        for f in list(base)+["zone","note"]:
            vals=TIMES+NUMS+DATES+["a\u0000b","x"*600,"Europe/Paris","../etc/passwd","Factory","localtime","UTC","America/Argentina/Buenos_Aires","\U0001F600"*500]
            for v in vals: chk(call("POST","/v1/entries",{**b,f:v,"on_overlap":"replace"} if kind=="sleep" else {**b,f:v}),kind,f,v)
        made=call("POST","/v1/entries",{**b,"on_overlap":"replace"} if kind=="sleep" else b).body
        for f in list(base)+["zone","note","on","kind"]:
            for v in TIMES+NUMS+DATES[:9]+["a\u0000b",None]:
                cur=call("GET",f"/v1/entries/{made['id']}")
                if cur.status!=200: made=call("POST","/v1/entries",{**b,"on_overlap":"replace"} if kind=="sleep" else b).body; cur=call("GET",f"/v1/entries/{made['id']}")
                chk(call("PATCH",f"/v1/entries/{made['id']}",{f:v},headers={"If-Match":cur.headers["etag"]}),"patch",kind,f,v)
    for i in ids:
        if i: chk(call("GET",f"/v1/entries/{i}"),"id",i); chk(call("POST",f"/v1/entries/{i}/restore"),"r",i)
    for z in ("sleep",{}, [],None,1): chk(call("POST","/v1/entries",{"kind":z}))
    for on in ("2026-11-22",): 
        for s in NUMS: chk(call("POST","/v1/entries",{"kind":"sleep","on":on,"duration_seconds":s}),"dur",s)
    print(SEEN)
