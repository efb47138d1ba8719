"""How a server may be started, and how it may not."""

from __future__ import annotations

import pytest

from nukki.core.errors import OptionError, UnknownNameError
from nukki.server.settings import ServerSettings, from_environment, make_settings


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "203.0.113.4", "example.org", ""])
def test_a_server_without_keys_does_not_stand_open_to_others(host: str) -> None:
    with pytest.raises(OptionError, match="would let everyone in"):
        ServerSettings(host=host, no_auth=True)
    assert ServerSettings(host=host).host == host
    assert ServerSettings(host=host, no_auth=True, open_to_network=True).no_auth


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_on_this_machine_a_server_may_have_no_keys(host: str) -> None:
    assert ServerSettings(host=host, no_auth=True).no_auth


@pytest.mark.parametrize(
    "values",
    [{"workers": 0}, {"queue": 0}, {"deadline_s": 0.0}, {"max_upload_mb": 0.0}, {"port": 70000},
     {"preset": "slow"}, {"port": "7000"}],
)  # fmt: skip
def test_a_value_out_of_range_is_told(values: dict[str, object]) -> None:
    with pytest.raises(OptionError):
        make_settings(values)


def test_an_unknown_setting_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        make_settings({"prot": 1})
    assert "port" in caught.value.nearest


def test_every_setting_has_a_variable() -> None:
    variables = {"NUKKI_PORT": "8000", "NUKKI_NO_AUTH": "true", "NUKKI_DEADLINE_S": "2.5"}
    assert from_environment(variables) == {"port": 8000, "no_auth": True, "deadline_s": 2.5}


@pytest.mark.parametrize("variables", [{"NUKKI_PORT": "many"}, {"NUKKI_NO_AUTH": "perhaps"}])
def test_a_variable_of_another_kind_is_told(variables: dict[str, str]) -> None:
    with pytest.raises(OptionError, match=next(iter(variables))):
        from_environment(variables)


def test_the_switch_for_tests_is_off() -> None:
    assert not ServerSettings().allow_loopback_sources
