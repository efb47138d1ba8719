"""Sessions: made by name, with the attributes that rembg's users touch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki.core.errors import DeviceError, InputNotFoundError, OptionError, UnknownNameError
from nukki.core.options import Options
from nukki.core.spec import Output
from nukki.rembg import Session, new_session, remove
from nukki.rembg.bg import download_models
from nukki.rembg.providers import device_for
from nukki.rembg.session_factory import threads_for
from nukki.rembg.sessions import sessions_names

Photo = NDArray[np.uint8]


def test_an_unknown_model_is_rembg_s_value_error_with_the_nearest_names() -> None:
    with pytest.raises(ValueError, match=r"No session class found for model 'u2nett'.*u2net"):
        new_session("u2nett")


def test_an_unknown_model_is_an_error_of_nukki_too() -> None:
    with pytest.raises(UnknownNameError) as caught:
        new_session("u2nett")
    assert "u2netp" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_downloading_an_unknown_model_is_refused() -> None:
    with pytest.raises(ValueError, match="No session class found"):
        download_models(("u2nett",))


@pytest.mark.parametrize("name", ["u2net", "u2netp", "bria-rmbg", "birefnet-general", "ben_custom"])
def test_a_model_of_rembg_has_its_name_here(name: str) -> None:
    assert name in sessions_names


@pytest.mark.parametrize("name", ["u2net_custom", "dis_custom", "ben_custom"])
def test_a_custom_model_needs_its_path(name: str) -> None:
    with pytest.raises(ValueError, match="model_path is required"):
        new_session(name)
    with pytest.raises(OptionError):
        new_session(name)


def test_a_custom_model_may_lie_anywhere(brightness: Path) -> None:
    session = new_session("u2net_custom", model_path=brightness)
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:, 32:] = 255
    mask = remove(picture, session=session, only_mask=True, legacy_edges=True)
    assert session.model_name == "u2net_custom"
    assert isinstance(mask, np.ndarray)
    assert (mask[32, 4], mask[32, 60]) == (0, 255)


def test_a_custom_model_that_is_not_there_is_named() -> None:
    with pytest.raises(InputNotFoundError, match=r"nowhere\.onnx"):
        new_session("dis_custom", model_path="nowhere.onnx")


def test_a_session_shows_its_network(brightness: Path) -> None:
    inner = new_session("u2net_custom", model_path=str(brightness)).inner_session
    assert [(item.name, item.shape) for item in inner.get_inputs()] == [("x", (1, 3, 320, 320))]
    assert inner.get_providers() == ["CPUExecutionProvider"]


def test_a_bare_run_takes_what_normalize_gives(brightness: Path) -> None:
    session = new_session("u2net_custom", model_path=brightness)
    white = PIL.Image.new("L", (10, 20), 255)
    feed = session.normalize(white, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), (320, 320))
    (answer,) = session.inner_session.run(None, feed)
    assert answer.shape == (1, 1, 320, 320)
    assert (answer == 1).all()


def test_predict_gives_masks_of_the_picture_s_size(session: Session) -> None:
    (mask,) = session.predict(PIL.Image.new("RGB", (50, 70)))
    assert (mask.mode, mask.size) == ("L", (50, 70))


def test_several_classes_take_one_run_of_the_network(
    make_session: Any, make_network: Any, photo: Photo
) -> None:
    network = make_network(np.zeros((1, 4, 32, 32)))
    classes = ("background", "upper", "lower", "full")
    remove(photo, session=make_session(network, Output(decode="argmax", classes=classes)))
    assert network.runs == 1


def test_a_session_gives_every_thread_its_own_result(session: Session, photo: Photo) -> None:
    flipped = np.ascontiguousarray(photo[::-1, ::-1])
    pictures = [photo, flipped] * 8
    with ThreadPoolExecutor(8) as pool:
        cut = partial(remove, session=session)
        results = [np.asarray(result) for result in pool.map(cut, pictures)]
    first, second = results[:2]
    assert all(np.array_equal(result, first) for result in results[::2])
    assert all(np.array_equal(result, second) for result in results[1::2])


def test_what_rembg_lets_pass_is_let_pass(
    session: Session, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fake(name: str, *_: Any, **__: Any) -> Session:
        asked.append(name)
        return session

    monkeypatch.setattr("nukki.rembg.bg.new_session", fake)
    remove(photo, sam_prompt=[], api_key="none")
    assert asked == [Options().model]


@pytest.mark.parametrize(
    ("providers", "device"),
    [
        (None, "auto"),
        ([], "auto"),
        (["CPUExecutionProvider"], "cpu"),
        (["AzureExecutionProvider", "CPUExecutionProvider"], "cpu"),
        ([("CPUExecutionProvider", {})], "cpu"),
    ],
)
def test_providers_are_devices(providers: Any, device: str) -> None:
    assert device_for(providers) == device


def test_a_provider_that_is_not_here_is_said_when_another_takes_over() -> None:
    with pytest.warns(RuntimeWarning, match="VitisAIExecutionProvider was asked for"):
        assert device_for(["VitisAIExecutionProvider", "CPUExecutionProvider"]) == "cpu"


def test_no_provider_that_is_here_is_an_error() -> None:
    with pytest.raises(DeviceError, match=r"there are: .*CPUExecutionProvider"):
        device_for(["VitisAIExecutionProvider"])


def test_options_of_a_provider_are_refused() -> None:
    with pytest.raises(OptionError, match="give its name alone"):
        device_for([("CPUExecutionProvider", {"device_id": 1})])


@pytest.mark.parametrize(
    ("threads", "environment", "expected"), [(3, "2", 3), (0, "2", 2), (0, "", 0), (0, "2,1", 0)]
)
def test_threads_come_from_sess_opts_else_from_the_environment(
    threads: int, environment: str, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", environment)
    assert threads_for(SimpleNamespace(intra_op_num_threads=threads)) == expected
