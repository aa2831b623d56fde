"""The plugin comes out of the program, and what is pasted into it comes out of the configuration."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefs.cli import cli
from briefs.errors import UsageError
from briefs.service.plugin_files import plugin_names, write_plugin
from briefs.service.signing import new_secret
from tests.packaging.test_wheel import ROOT
from tests.service.desk import CONFIG

PLUGINS = ROOT / "briefs" / "integrations"


@pytest.mark.parametrize("name", plugin_names())
def test_a_plugin_is_written_as_a_folder_and_as_an_archive(name: str, tmp_path: Path) -> None:
    """The same files, each as it is in the program; the same archive each time."""
    write_plugin(name, tmp_path / "folder")
    for place in ("one.zip", "two.zip"):
        write_plugin(name, tmp_path / place)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    assert files
    for path, data in files.items():
        assert (tmp_path / "folder" / path).read_bytes() == data == (PLUGINS / name / path).read_bytes()


def test_the_wordpress_archive_is_what_wordpress_takes(tmp_path: Path) -> None:
    """One folder with the plugin's head in it."""
    write_plugin("wordpress", tmp_path / "briefs.zip")
    with zipfile.ZipFile(tmp_path / "briefs.zip") as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {"briefs"}
        head = archive.read("briefs/briefs.php").decode()
        readme = archive.read("briefs/readme.txt").decode()
    [version] = re.findall(r"^ \* Version: (\S+)$", head, re.M)
    assert f"const BRIEFS_VERSION = '{version}';" in head
    assert f"Stable tag: {version}" in readme


def test_nothing_is_overwritten_and_an_unknown_plugin_is_named(tmp_path: Path) -> None:
    """Both say what to do."""
    with pytest.raises(UsageError, match="there already"):
        write_plugin("wordpress", tmp_path)
    with pytest.raises(UsageError, match="wordpress"):
        write_plugin("joomla", tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_the_connection_is_one_line_of_address_and_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the plugin's field takes it; without an address, a secret or such a hook the command says so."""
    config = tmp_path / "service.toml"
    secret = new_secret()
    config.write_text(f'public_url = "https://briefs.example/"\n{CONFIG}', encoding="utf-8")
    monkeypatch.setenv("HOOK", f"{secret} {new_secret()}")
    form = re.search(r"BRIEFS_CONNECTION_FORM = '~(.*)~D'", (PLUGINS / "wordpress" / "briefs" / "includes" / "connection.php").read_text())
    assert form is not None
    done = CliRunner().invoke(cli, ["service", "connection", "wordpress", "--config", str(config)])
    assert done.exit_code == 0, done.output
    found = re.fullmatch(form.group(1), done.output.strip())
    assert found is not None and found.groups() == ("https://briefs.example/v1/hooks/wordpress", secret)
    assert isinstance(CliRunner().invoke(cli, ["service", "connection", "none", "--config", str(config)]).exception, UsageError)
    config.write_text(CONFIG, encoding="utf-8")
    assert isinstance(CliRunner().invoke(cli, ["service", "connection", "wordpress", "--config", str(config)]).exception, UsageError)
    monkeypatch.delenv("HOOK")
    assert isinstance(CliRunner().invoke(cli, ["service", "connection", "wordpress", "--config", str(config)]).exception, UsageError)
