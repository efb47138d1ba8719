"""Batches and jobs over HTTP: in, progress, results, faults, money."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from tests.server.origin import Origin, reply

from nukki import codecs
from nukki.core.options import Options
from nukki.server.accounts import history
from nukki.server.accounts.gate import Account
from nukki.server.jobs.cutting import PipelineCut

from .conftest import JobsServer
from .live import Caller


def zip_of(**pictures: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in pictures.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_batch_is_worked_on_and_charged_picture_by_picture(
    server: JobsServer, anna: Account, caller: Caller
) -> None:
    told = caller.ended(caller.batch(b"one", b"two", b"three"))
    assert (told["state"], told["done"], told["failed"]) == ("done", 3, 0)
    assert [item["credits_charged"] for item in told["items"]] == [1, 1, 1]
    assert server.credits(anna) == 97
    assert len(history.list_calls(server.engine, user_id=anna.id)) == 3


def test_the_archive_of_results_keeps_names_and_counts_equal_ones(caller: Caller) -> None:
    names = ["cat.jpg", "dog.tiff", "CAT.PNG", "../../etc/passwd.jpg"]
    files = [("files", (name, name.encode())) for name in names]
    told = caller.ended(caller.client.post("/v2/batches", files=files))
    data = caller.client.get(told["links"]["result"]).content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["cat.png", "dog.png", "CAT (2).png", "passwd.png"]
        assert archive.read("dog.png") == b"cut dog.tiff"


def test_the_pictures_of_an_archive_become_a_batch(caller: Caller) -> None:
    packed = zip_of(**{"a/cat.jpg": b"cat", "b/dog.jpg": b"dog", "__MACOSX/._cat.jpg": b"x"})
    told = caller.ended(caller.client.post("/v2/batches", files={"archive": ("a.zip", packed)}))
    assert [item["name"] for item in told["items"]] == ["cat.jpg", "dog.jpg"]


def test_addresses_are_fetched_and_named_after_their_paths(caller: Caller, origin: Origin) -> None:
    origin.pages["/photos/cat.jpg"] = reply(b"cat")
    urls = [origin.url("/photos/cat.jpg"), origin.url("/missing.jpg")]
    told = caller.ended(caller.client.post("/v2/batches", json={"urls": urls}))
    cat, missing = told["items"]
    assert (cat["name"], cat["state"]) == ("cat.jpg", "done")
    assert missing["error"]["code"] == "failed_image_download"


def test_one_bad_picture_fails_alone_and_costs_nothing(
    server: JobsServer, anna: Account, caller: Caller
) -> None:
    told = caller.ended(caller.batch(b"good", b"bad", b"bug"))
    good, bad, bug = told["items"]
    assert (good["state"], bad["state"], bug["state"]) == ("done", "failed", "failed")
    assert bad["error"]["code"] == "failed_to_read_image"
    assert bug["error"]["code"] == "internal_error"
    assert "ZeroDivision" not in json.dumps(told)
    assert server.credits(anna) == 99


def test_the_archive_says_which_pictures_failed_and_why(caller: Caller) -> None:
    told = caller.ended(caller.batch(b"good", b"bad"))
    data = caller.client.get(told["links"]["result"]).content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (error,) = json.loads(archive.read("errors.json"))
    assert (error["name"], error["error"]["code"]) == ("a1.jpg", "failed_to_read_image")


def test_a_batch_that_cannot_be_paid_for_is_refused_whole(
    server: JobsServer,
) -> None:
    poor = server.account(credits=2)
    caller = server.caller(poor)
    before = server.jobs.storage.trees()
    refused = caller.batch(b"one", b"two", b"three")
    assert (refused.status_code, refused.json()["code"]) == (402, "insufficient_credits")
    assert server.jobs.storage.trees() == before
    assert server.credits(poor) == 2
    assert caller.client.get("/v2/batches").json() == {"batches": []}


def test_a_small_picture_costs_what_a_preview_does(
    server: JobsServer, anna: Account, caller: Caller
) -> None:
    server.cut.megapixels = 0.25
    caller.ended(caller.batch(b"small"))
    assert server.credits(anna) == 99.75


def test_a_cancelled_batch_gives_back_what_was_not_done(
    server: JobsServer, anna: Account, caller: Caller
) -> None:
    server.cut.held.clear()
    batch = caller.batch(*[b"%d" % number for number in range(20)]).json()
    cancelled = caller.client.post(batch["links"]["cancel"]).json()
    server.cut.held.set()
    assert (cancelled["state"], cancelled["cancelled"]) == ("cancelled", 20)
    assert server.credits(anna) == 100


def test_what_failed_can_be_tried_again(server: JobsServer, anna: Account, caller: Caller) -> None:
    told = caller.ended(caller.batch(b"good", b"bad"))
    server.cut.failing = False
    told = caller.ended(caller.client.post(told["links"]["retry"]))
    assert (told["state"], told["done"]) == ("done", 2)
    assert server.credits(anna) == 98
    assert len(server.cut.seen) == 3  # the good one was not done again


def test_a_batch_of_which_nothing_failed_cannot_be_retried(caller: Caller) -> None:
    told = caller.ended(caller.batch(b"good"))
    assert caller.client.post(told["links"]["retry"]).status_code == 409


def test_a_deleted_batch_is_gone_at_once(server: JobsServer, caller: Caller) -> None:
    told = caller.ended(caller.batch(b"one"))
    assert caller.client.delete(told["links"]["self"]).status_code == 204
    assert caller.client.get(told["links"]["self"]).status_code == 410
    assert not server.kept(told)


def test_another_account_sees_nothing_of_it(server: JobsServer, caller: Caller) -> None:
    told = caller.ended(caller.batch(b"one"))
    stranger = server.caller(server.account()).client
    links = [told["links"][name] for name in ("self", "events", "result")]
    assert [stranger.get(link).status_code for link in links] == [404, 404, 404]
    assert stranger.post(told["links"]["cancel"]).status_code == 404
    assert stranger.delete(told["links"]["self"]).status_code == 404
    assert stranger.get("/v2/batches").json() == {"batches": []}


def test_a_key_without_the_scope_is_refused(server: JobsServer, anna: Account) -> None:
    limited = server.caller(anna, scopes=["cut"])
    assert limited.batch(b"one").status_code == 403


def test_a_job_is_one_picture(caller: Caller) -> None:
    submitted = caller.client.post("/v2/jobs", files={"image_file": ("cat.jpg", b"cat")})
    assert submitted.headers["location"] == submitted.json()["links"]["self"]
    told = caller.ended(submitted)
    result = caller.client.get(told["links"]["result"])
    assert (result.content, result.headers["content-type"]) == (b"cut cat", "image/png")
    assert 'filename="cat.png"' in result.headers["content-disposition"]
    assert result.headers["x-content-type-options"] == "nosniff"


def test_a_job_that_failed_can_be_tried_again_and_deleted(
    server: JobsServer, anna: Account, caller: Caller
) -> None:
    told = caller.ended(caller.client.post("/v2/jobs", files={"image_file": ("a.jpg", b"bad")}))
    server.cut.failing = False
    told = caller.ended(caller.client.post(told["links"]["retry"]))
    assert (told["state"], server.credits(anna)) == ("done", 99)
    assert [job["id"] for job in caller.client.get("/v2/jobs").json()["jobs"]] == [told["id"]]
    assert caller.client.delete(told["links"]["self"]).status_code == 204
    assert not server.kept(told)


def test_a_job_that_is_cancelled_costs_nothing(
    server: JobsServer, anna: Account, caller: Caller
) -> None:
    server.cut.held.clear()
    job = caller.client.post("/v2/jobs", files={"image_file": ("a.jpg", b"one")}).json()
    assert caller.client.post(job["links"]["cancel"]).json()["state"] == "cancelled"
    server.cut.held.set()
    with caller.client.stream("GET", job["links"]["events"]) as events:
        assert "event: end" in list(events.iter_lines())
    assert server.credits(anna) == 100


def test_a_job_of_two_pictures_is_refused(caller: Caller) -> None:
    files = [("image_file", ("a.jpg", b"a")), ("image_file", ("b.jpg", b"b"))]
    assert caller.client.post("/v2/jobs", files=files).json()["code"] == "too_many_images"


def test_a_picture_may_come_as_base64(caller: Caller) -> None:
    told = caller.ended(caller.client.post("/v2/jobs", json={"image_file_b64": "Y2F0"}))
    assert caller.client.get(told["links"]["result"]).content == b"cut cat"


def test_a_result_that_is_not_ready_says_so(server: JobsServer, caller: Caller) -> None:
    server.cut.held.clear()
    job = caller.client.post("/v2/jobs", files={"image_file": ("cat.jpg", b"cat")}).json()
    early = caller.client.get(job["links"]["result"])
    assert (early.status_code, early.json()["code"]) == (409, "not_ready")


def test_options_are_the_librarys_and_reach_the_work(server: JobsServer, caller: Caller) -> None:
    caller.ended(caller.batch(b"one", format="webp", trim="true", quality="70"))
    (options,) = (options for options, _ in server.cut.seen if options.quality == 70)
    assert (options.format, options.trim) == ("webp", True)


def test_a_sandbox_key_pays_nothing_and_says_so_to_the_work(
    server: JobsServer, anna: Account
) -> None:
    sandbox = server.caller(anna, sandbox=True)
    told = sandbox.ended(sandbox.batch(b"one"))
    assert told["sandbox"]
    assert server.credits(anna) == 100
    assert server.cut.seen[0][1]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"colour": "red"}, "no option named 'colour'"),
        ({"quality": "high"}, "quality: expected a int"),
        ({"trim": "perhaps"}, "trim: expected true or false"),
        ({"background": "/etc/passwd"}, "/etc/passwd"),
        ({"weights": "/etc/passwd"}, "no option named 'weights'"),
        ({"device": "cuda"}, "no option named 'device'"),
        ({"model": "no-such-model"}, "no model named"),
        ({"format": "docx"}, "docx"),
        ({"webhook_url": "file:///etc/passwd"}, "webhook_url: expected"),
        ({"webhook_url": "http://a:b@example.org/"}, "webhook_url: expected"),
        ({"margin": "5%"}, "add trim"),
        ({"urls": "[1]"}, "urls: expected"),
        ({"urls": "[http://a.example/"}, "urls: expected"),
        ({"image_file_b64": "no picture"}, "image_file_b64: expected base64"),
        ({"webhook_url": "http://example.org:port/"}, "webhook_url: expected"),
        ({"webhook_url": "http://["}, "webhook_url: expected"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_kept(
    server: JobsServer, anna: Account, caller: Caller, fields: dict[str, str], said: str
) -> None:
    before = server.jobs.storage.trees()
    refused = caller.batch(b"one", **fields)
    assert refused.status_code == 400
    assert said in refused.json()["detail"]
    assert (server.credits(anna), server.jobs.storage.trees()) == (100, before)


def test_a_batch_without_pictures_is_refused(caller: Caller) -> None:
    assert caller.client.post("/v2/batches", json={}).json()["code"] == "missing_source"
    assert caller.client.post("/v2/batches").json()["code"] == "missing_source"


def test_what_is_no_archive_is_refused(caller: Caller) -> None:
    refused = caller.client.post("/v2/batches", files={"archive": ("a.zip", b"PK\x03\x04no")})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_archive")


def test_the_same_idempotency_key_makes_one_batch(
    server: JobsServer, anna: Account, caller: Caller
) -> None:
    caller.client.headers["Idempotency-Key"] = "once"
    first, second = caller.batch(b"one"), caller.batch(b"one")
    assert first.json()["id"] == second.json()["id"]
    caller.ended(first)
    assert server.credits(anna) == 99


def test_the_pipeline_itself_cuts_pictures_of_jobs(
    server: JobsServer, photo_bytes: bytes, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(server.jobs.bench.__dict__, "cut", PipelineCut())
    told = caller.ended(caller.batch(photo_bytes, trim="true"))
    result = caller.client.get(f"{told['links']['self']}/items/0/result")
    image = codecs.read(result.content)
    assert image.size_hw == (12, 12)
    assert image.alpha is not None


@pytest.mark.parametrize("asked", ["/items/{high}/result", "?offset={high}"])
def test_a_number_that_no_picture_can_have_is_refused(caller: Caller, asked: str) -> None:
    told = caller.ended(caller.batch(b"one"))
    refused = caller.client.get(told["links"]["self"] + asked.format(high=2**72))
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_error")


def test_the_work_of_a_sandbox_key_is_marked(photo_bytes: bytes, tiny_model: str) -> None:
    options = Options(model=tiny_model, preset="fast")
    plain = PipelineCut()(photo_bytes, options, sandbox=False)
    marked = PipelineCut()(photo_bytes, options, sandbox=True)
    assert (plain.width, plain.height) == (marked.width, marked.height) == (24, 24)
    assert plain.data != marked.data
