"""The WordPress plugin signs as the service expects, and takes what the service signs. Needs PHP; the rest is tried in a real WordPress
(tests/cms)."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from briefs.service.hooks import fetch_headers, read_trigger
from briefs.service.signing import new_secret, read_secrets, signed_headers, verify_standard
from tests.packaging.test_wheel import ROOT
from tests.service.desk import CONFIG, Desk

PLUGIN = ROOT / "briefs" / "integrations" / "wordpress" / "briefs"
STUBS = """
define( 'ABSPATH', '/' );
function add_action() {}
function wp_json_encode( $data ) { return json_encode( $data ); }
class WP_REST_Request {
	public $headers = array();
	public $body = '';
	public function get_header( $name ) { return $this->headers[ $name ] ?? null; }
	public function get_body() { return $this->body; }
}
function briefs_secret() { return $GLOBALS['secret']; }
"""
pytestmark = pytest.mark.skipif(shutil.which("php") is None, reason="PHP's command line is not installed")


def _php(code: str) -> str:
    files = "".join(f"require '{PLUGIN / 'includes' / name}'; " for name in ("signing.php", "hooks.php"))
    done = subprocess.run(["php", "-r", f"{STUBS} {files} {code}"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("file", sorted(PLUGIN.rglob("*.php")), ids=lambda file: file.name)
def test_every_file_of_the_plugin_is_php(file: Path) -> None:
    """And none of them does anything when it is opened by itself."""
    done = subprocess.run(["php", "-l", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    alone = subprocess.run(["php", str(file)], capture_output=True, text=True, check=False)
    assert (alone.returncode, alone.stdout) == (0, "")


def test_the_plugins_hook_is_taken(desk: Desk) -> None:
    """Signature, post id, corpus and the mark of our own writes."""
    secret, now = new_secret(), int(time.time())
    body = _php("echo briefs_payload( 42, 'post.saved', 'quay', true );")
    signature = _php(f"echo briefs_signature( '{secret}', 'msg_1', {now}, '{body}' );")
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(now), "webhook-signature": signature}
    assert verify_standard(headers, body.encode(), read_secrets(secret, variable="S"), now=now).id == "msg_1"
    trigger = read_trigger(desk.settings.hooks["wordpress"], json.loads(body))
    assert (trigger.article_id, trigger.corpus, trigger.ignored_because) == ("42", "quay", "own-write")


@pytest.mark.parametrize(("change", "holds"), [("", "1"), ("body", ""), ("late", ""), ("secret", ""), ("id", "")])
def test_the_plugin_takes_only_what_the_service_signed_now(change: str, holds: str) -> None:
    """Two keys in one variable hold while one is replaced."""
    secret, now = new_secret(), int(time.time())
    keys = read_secrets(f"{new_secret()} {secret}", variable="S")
    headers = signed_headers(keys, message_id="msg_1", timestamp=now, body=b"{}")
    body = "{ }" if change == "body" else "{}"
    given = "whsec_" if change == "secret" else secret
    name = "msg 1" if change == "id" else "msg_1"
    at = now + 301 if change == "late" else now
    code = f"echo briefs_is_signed( '{given}', '{name}', '{now}', '{headers['webhook-signature']}', '{body}', {at} );"
    assert holds == _php(code)


@pytest.mark.parametrize(("asked", "holds"), [("42", "1"), ("43", ""), ("4", ""), ("", "")])
def test_a_request_without_a_body_is_signed_for_one_post_alone(tmp_path: Path, asked: str, holds: str) -> None:
    """What fetches one article fetches no other, and puts nothing beside any."""
    config = CONFIG.replace('auth = "basic"\nauth_env = "WP"', 'auth = "signed"')
    hook = Desk.at(tmp_path, config=config).settings.hooks["wordpress"]
    secret = new_secret()
    headers = fetch_headers(hook, None, keys=read_secrets(secret, variable="S"), article_id="42")
    given = json.dumps({name.lower(): value for name, value in headers.items()})
    code = f"$r = new WP_REST_Request; $r->headers = json_decode( '{given}', true ); $secret = '{secret}'; "
    assert holds == _php(code + f"echo briefs_is_from_service( $r, '{asked}' );")
