"""Every network answers the same questions."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch

from nukki.core.errors import InputError, OptionError, UnknownNameError
from nukki.train.networks import NETWORKS, NetworkSpec, find_network

SIZE_HW = (32, 64)


@pytest.fixture(params=list(NETWORKS))
def spec(request: pytest.FixtureRequest) -> NetworkSpec:
    return NETWORKS[request.param]


def test_the_answer_has_the_size_of_the_photo(spec: NetworkSpec) -> None:
    network = spec.make().eval()
    with torch.inference_mode():
        outputs = network(torch.zeros(2, 3, *SIZE_HW))
    assert outputs[0].shape == (2, 1, *SIZE_HW)


def test_side_outputs_are_logits_no_larger_than_the_photo(spec: NetworkSpec) -> None:
    with torch.inference_mode():
        _, *sides = spec.make().eval()(torch.zeros(1, 3, *SIZE_HW))
    assert all(side.shape[1] == 1 and side.shape[-1] <= SIZE_HW[1] for side in sides)


def test_every_parameter_learns(spec: NetworkSpec) -> None:
    network = spec.make()
    outputs = network(torch.randn(2, 3, *SIZE_HW, generator=torch.manual_seed(0)))
    torch.stack([output.mean() for output in outputs]).sum().backward()
    assert not [name for name, value in network.named_parameters() if value.grad is None]


def test_a_photo_is_answered_the_same_alone_and_in_a_batch(spec: NetworkSpec) -> None:
    network = spec.make().eval()
    photos = torch.randn(2, 3, *SIZE_HW, generator=torch.manual_seed(0))
    with torch.inference_mode():
        together, alone = network(photos)[0][:1], network(photos[:1])[0]
    torch.testing.assert_close(together, alone, atol=1e-4, rtol=1e-4)  # other sums, other rounding


def test_the_same_options_make_modules_that_take_each_others_weights(spec: NetworkSpec) -> None:
    one, other = spec.make(), spec.make(dataclasses.asdict(spec.read()))
    other.load_state_dict(one.state_dict())


def test_prefixes_name_parts_that_are_there(spec: NetworkSpec) -> None:
    names = [name for name, _ in spec.make().named_parameters()]
    for prefix in (*spec.encoder, *spec.early):
        assert any(name.startswith(f"{prefix}.") for name in names)


def test_the_first_layers_are_part_of_the_encoder(spec: NetworkSpec) -> None:
    assert all(prefix.startswith(spec.encoder) for prefix in spec.early)


def test_published_weights_come_with_a_reader_and_a_licence(spec: NetworkSpec) -> None:
    published = spec.published(spec.read())
    assert (published is None) == (spec.load is None) == (spec.licence is None)


def test_the_default_size_is_one_that_is_used_in_full(spec: NetworkSpec) -> None:
    assert spec.size % spec.multiple == 0


def test_a_misspelt_network_is_named_with_its_neighbour() -> None:
    with pytest.raises(UnknownNameError, match="did you mean unet"):
        find_network("une")


def test_a_misspelt_option_is_named_with_its_neighbour() -> None:
    with pytest.raises(UnknownNameError, match="did you mean width"):
        NETWORKS["unet"].make(["widht=8"])


def test_an_option_out_of_bounds_is_refused() -> None:
    with pytest.raises(OptionError, match="from 1 to 6"):
        NETWORKS["unet"].read({"depth": 9})


def test_a_file_that_is_no_graph_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rubbish.onnx"
    path.write_bytes(b"rubbish")
    spec = NETWORKS["u2netp"]
    assert spec.load is not None
    with pytest.raises(InputError, match="cannot be read as an ONNX graph"):
        spec.load(spec.make(), path)
