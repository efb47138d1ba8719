"""Where live pictures go: a file, a page, a camera."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.video.conftest import MakeClip, drawn
from tests.video.live.conftest import SIZE_HW, Drawn

from nukki import codecs
from nukki.core.errors import EncodeError, InputError, MissingExtraError, OutputError
from nukki.video import video_format
from nukki.video.files.reader import frames_of, probe
from nukki.video.live import Page, Recording, Show, VirtualCamera, broadcast
from nukki.video.live.page import START, allowed
from nukki.video.live.recording import timed
from nukki.video.live.sink import Output, Shown
from nukki.video.live.staging import Stage
from nukki.video.span import Span


def shown(taken_s: float, value: int = 200) -> Shown:
    return Shown(np.full((*SIZE_HW, 3), value, np.uint8), taken_s)


def recording(folder: Path, name: str = "me.mp4") -> Recording:
    return Recording(folder / name, video_format(Path(name)))


def test_a_recording_has_the_times_at_which_pictures_were_taken() -> None:
    pictures = timed([shown(10.0), shown(10.04), shown(10.1)])
    assert [frame.time for frame in pictures] == [0, Fraction(40, 1000), Fraction(100, 1000)]


def test_two_pictures_of_one_moment_follow_each_other() -> None:
    pictures = timed([shown(10.0), shown(10.0001), shown(10.0002)])
    assert [frame.time for frame in pictures] == [0, Fraction(1, 1000), Fraction(2, 1000)]


def test_a_recording_is_a_clip_of_what_was_shown(tmp_path: Path, white_stage: Stage) -> None:
    sink = recording(tmp_path)
    reading = broadcast(Show(source=Drawn(10, 0.03), sink=sink, stage=white_stage))
    frames = list(frames_of(sink.path, probe(sink.path, max_megapixels=1), Span()))
    assert len(frames) == reading.frames
    assert frames[-1].image.pixels[0, 0].min() > 250


def test_what_was_recorded_until_the_camera_broke_off_is_kept(
    tmp_path: Path, white_stage: Stage
) -> None:
    sink, source = recording(tmp_path), Drawn(5, 0.03, fault=InputError("it was unplugged"))
    with pytest.raises(InputError, match="unplugged"):
        broadcast(Show(source=source, sink=sink, stage=white_stage))
    assert list(frames_of(sink.path, probe(sink.path, max_megapixels=1), Span()))
    assert [path.name for path in tmp_path.iterdir()] == ["me.mp4"]


def test_without_a_picture_there_is_no_file(tmp_path: Path, white_stage: Stage) -> None:
    broadcast(Show(source=Drawn(0), sink=recording(tmp_path), stage=white_stage))
    assert list(tmp_path.iterdir()) == []


def test_a_format_that_cannot_hold_the_size_is_refused_at_once(tmp_path: Path) -> None:
    opening = recording(tmp_path).open((71, 95), Fraction(30))
    with pytest.raises(EncodeError, match="even number"), opening:
        pass


@pytest.fixture
def page() -> Iterator[Output]:
    """A page that is served, on a port that is free."""
    with Page(port=0).open(SIZE_HW, Fraction(30)) as output:
        yield output


def asked(output: Output, path: str, **headers: str) -> http.client.HTTPResponse:
    """The answer to a request, its body unread."""
    address = output.where.removeprefix("http://").rstrip("/")
    connection = http.client.HTTPConnection(address, timeout=20)
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def test_the_page_shows_the_pictures(page: Output) -> None:
    answer = asked(page, "/")
    assert answer.status == 200
    assert b'src="live.mjpg"' in answer.read()


def test_the_pictures_are_jpegs_one_after_the_other(page: Output) -> None:
    assert not page.watched()
    answer = asked(page, "/live.mjpg")
    assert answer.headers["Content-Type"].startswith("multipart/x-mixed-replace")
    assert answer.readline() == START
    while not page.watched():
        pass
    page.take([Shown(drawn(0.5, SIZE_HW), 0.0)])
    headers = [answer.readline() for _ in range(3)]
    picture = codecs.read(answer.read(int(headers[1].split()[1])))
    answer.close()
    assert picture.size_hw == SIZE_HW
    assert np.abs(picture.pixels.astype(int) - drawn(0.5, SIZE_HW)).mean() < 3


def test_who_looks_is_sent_away_when_it_ends() -> None:
    with Page(port=0).open(SIZE_HW, Fraction(30)) as output:
        answer = asked(output, "/live.mjpg")
        answer.readline()
    assert answer.read() == b""
    answer.close()


def test_nothing_else_is_served(page: Output) -> None:
    assert asked(page, "/../etc/passwd").status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:80"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_the_web_do_not_see_the_camera(page: Output, headers: dict[str, str]) -> None:
    assert asked(page, "/live.mjpg", **headers).status == 403


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost", "localhost:8765", "[::1]:8765"])
def test_this_machine_is_known_by_its_own_names(host: str) -> None:
    assert allowed(host, "127.0.0.1", "same-origin")


def test_a_port_that_is_taken_is_said(page: Output) -> None:
    port = int(page.where.rstrip("/").rpartition(":")[2])
    opening = Page(port=port).open(SIZE_HW, Fraction(30))
    with pytest.raises(OutputError, match="choose another with --port"), opening:
        pass


class FakeCamera:
    """What pyvirtualcam gives, without a device."""

    device = "/dev/video9"

    def __init__(self, **asked: Any) -> None:
        self.asked = asked
        self.sent: list[Any] = []
        self.open = True

    def __enter__(self) -> FakeCamera:
        return self

    def __exit__(self, *_: object) -> None:
        self.open = False

    def send(self, pixels: Any) -> None:
        self.sent.append(pixels)


def test_a_virtual_camera_gets_every_picture(
    monkeypatch: pytest.MonkeyPatch, white_stage: Stage
) -> None:
    made: list[FakeCamera] = []

    def make(**asked: Any) -> FakeCamera:
        made.append(FakeCamera(**asked))
        return made[0]

    monkeypatch.setitem(__import__("sys").modules, "pyvirtualcam", SimpleNamespace(Camera=make))
    reading = broadcast(Show(source=Drawn(5, 0.03), sink=VirtualCamera(), stage=white_stage))
    assert made[0].asked == {"width": 128, "height": 72, "fps": 30.0, "device": None}
    assert len(made[0].sent) == reading.frames > 0
    assert not made[0].open


def test_a_machine_without_virtual_cameras_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, white_stage: Stage
) -> None:
    def refuse(**_: Any) -> FakeCamera:
        raise RuntimeError("'v4l2loopback' backend: No v4l2 loopback device found")

    monkeypatch.setitem(__import__("sys").modules, "pyvirtualcam", SimpleNamespace(Camera=refuse))
    with pytest.raises(OutputError, match=r"No v4l2 loopback device found.*modprobe v4l2loopback"):
        broadcast(Show(source=Drawn(500, 0.01), sink=VirtualCamera(), stage=white_stage))


def test_without_its_package_a_virtual_camera_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, white_stage: Stage
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyvirtualcam", None)
    with pytest.raises(MissingExtraError, match=r"nukki\[virtualcam\]"):
        broadcast(Show(source=Drawn(500, 0.01), sink=VirtualCamera(), stage=white_stage))


def test_a_page_serves_several_people_at_once(page: Output) -> None:
    answers = [asked(page, "/live.mjpg") for _ in range(3)]
    starts = [answer.readline() for answer in answers]
    timer = threading.Timer(0.1, page.take, ([shown(0.0)],))
    timer.start()
    assert [answer.readline() for answer in answers] == [b"Content-Type: image/jpeg\r\n"] * 3
    timer.join()
    assert starts == [START] * 3
    for answer in answers:
        answer.close()


def test_a_clip_can_be_shown_on_a_page(make_clip: MakeClip, white_stage: Stage) -> None:
    from nukki.video.live.shots import ClipSource

    reading = broadcast(Show(source=ClipSource(make_clip()), sink=Page(port=0), stage=white_stage))
    assert reading.frames == 0  # nobody looked
