"""Session classes that people wrote against rembg, run by nukki's ``remove``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray
from PIL.Image import Image as PILImage

from nukki.core.errors import DeviceError
from nukki.rembg import new_session, remove
from nukki.rembg.errors import MissingModelPathError
from nukki.rembg.sessions import U2netCustomSession, U2netSession, sessions_class
from nukki.rembg.sessions.base import BaseSession

Photo = NDArray[np.uint8]
HALF = ((0.5,) * 3, (0.5,) * 3)


class RedChannel(BaseSession):
    """As rembg's README writes one: a file, a name, masks from ``inner_session``."""

    @classmethod
    def name(cls, *args: Any, **kwargs: Any) -> str:
        return "red-channel"

    @classmethod
    def download_models(cls, *args: Any, **kwargs: Any) -> str:
        return str(kwargs["file"])

    def predict(self, img: PILImage, *args: Any, **kwargs: Any) -> list[PILImage]:
        answers = self.inner_session.run(None, self.normalize(img, *HALF, (320, 320)))
        mask = PIL.Image.fromarray((answers[0][0, 0] > 0).astype(np.uint8) * 255)
        return [mask.resize(img.size)]


@pytest.fixture
def right_half() -> Photo:
    """(64, 64, 3): black, and white in its right half."""
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:, 32:] = 255
    return picture


def alpha_of(picture: Photo, session: Any) -> Photo:
    result = remove(picture, session=session)
    assert isinstance(result, np.ndarray)
    return result[..., 3]


def test_a_class_of_ones_own_is_run(brightness: Path, right_half: Photo) -> None:
    session = RedChannel("red-channel", None, file=brightness)
    alpha = alpha_of(right_half, session)
    assert (alpha[32, 4], alpha[32, 60]) == (0, 255)


def test_its_network_is_onnxruntime_s_own_class(brightness: Path) -> None:
    inner = RedChannel("red-channel", None, file=brightness).inner_session
    assert type(inner).__module__.startswith("onnxruntime")
    assert inner.get_providers() == ["CPUExecutionProvider"]


def test_a_class_that_is_appended_to_the_list_is_made_by_its_name(
    brightness: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nukki.rembg.session_factory.sessions_class", [*sessions_class, RedChannel])
    session = new_session("red-channel", file=brightness, providers=["CPUExecutionProvider"])
    assert isinstance(session, RedChannel)
    assert session.model_name == "red-channel"


def test_session_options_reach_onnxruntime(brightness: Path) -> None:
    from nukki.engines.onnx_runtime import ENGINE

    settings = ENGINE.native_options(1)
    inner = RedChannel("red-channel", settings, file=brightness).inner_session
    assert inner.get_session_options().intra_op_num_threads == 1


def test_overridden_masks_of_a_model_are_used(brightness: Path, right_half: Photo) -> None:
    class Everything(U2netCustomSession):
        def predict(self, img: PILImage, *_: Any, **__: Any) -> list[PILImage]:
            return [PIL.Image.new("L", img.size, 255)]

    session = Everything("u2net_custom", model_path=brightness)
    assert (alpha_of(right_half, session) == 255).all()


def test_an_overridden_input_of_a_model_is_used(brightness: Path, right_half: Photo) -> None:
    class Negative(U2netCustomSession):
        def normalize(self, *args: Any, **kwargs: Any) -> Any:
            return {k: -v for k, v in super().normalize(*args, **kwargs).items()}

    session = Negative("u2net_custom", model_path=brightness)
    alpha = alpha_of(right_half, session)
    assert (alpha[32, 4], alpha[32, 60]) == (255, 0)


def test_an_overridden_file_of_a_model_is_used(brightness: Path) -> None:
    class Mine(U2netSession):
        @classmethod
        def download_models(cls, *_: Any, **__: Any) -> str:
            return str(brightness)

    inputs = Mine("mine").inner_session.get_inputs()
    assert [item.name for item in inputs] == ["x"]


def test_a_network_put_in_later_is_used(brightness: Path, right_half: Photo) -> None:
    class Nothing:
        def run(self, *_: Any) -> list[NDArray[np.float32]]:
            return [np.zeros((1, 1, 320, 320), np.float32)]

    session = new_session("u2net_custom", model_path=brightness)
    session.inner_session = Nothing()
    assert not alpha_of(right_half, session).any()


def test_nukki_s_own_session_is_a_base_session(brightness: Path) -> None:
    assert isinstance(new_session("u2net_custom", model_path=brightness), BaseSession)


@pytest.mark.parametrize("missing", ["name", "download_models"])
def test_a_class_that_lacks_a_part_says_which(missing: str) -> None:
    class Bare(BaseSession):
        pass

    with pytest.raises(NotImplementedError, match=f"Bare defines no {missing}"):
        getattr(Bare, missing)()


def test_a_provider_of_another_runtime_is_refused(
    brightness: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nukki.rembg.base.device_for", lambda _: "openvino")
    with pytest.raises(DeviceError, match="runs on onnxruntime, not on openvino"):
        RedChannel("red-channel", None, file=brightness)


@pytest.mark.parametrize(
    ("environment", "home"),
    [
        ({"U2NET_HOME": "/u", "REMBG_HOME": "/r", "XDG_DATA_HOME": "/x"}, "/u"),
        ({"REMBG_HOME": "/r", "XDG_DATA_HOME": "/x"}, "/r"),
        ({"XDG_DATA_HOME": "/x"}, "/x/rembg"),
        ({}, str(Path.home() / ".rembg")),
    ],
)
def test_homes_are_rembg_s(
    environment: dict[str, str], home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("U2NET_HOME", "REMBG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert RedChannel.u2net_home() == RedChannel.rembg_home() == home
    assert RedChannel.model_dir() == f"{home}/models/red-channel"


def test_a_file_in_rembg_s_folders_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("U2NET_HOME", str(tmp_path))
    assert RedChannel.resolve_existing("a.onnx") is None
    (tmp_path / "a.onnx").touch()
    assert RedChannel.resolve_existing("a.onnx") == str(tmp_path / "a.onnx")


def test_a_custom_path_is_made_absolute_and_must_be_there() -> None:
    assert RedChannel.validate_model_path(model_path="a.onnx") == str(Path("a.onnx").absolute())
    with pytest.raises(MissingModelPathError):
        RedChannel.validate_model_path()
