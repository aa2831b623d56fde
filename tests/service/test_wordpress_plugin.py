"""The WordPress plugin signs as the service expects, and takes what the service signs. Needs PHP; the rest is tried in a real WordPress."""

from __future__ import annotations

import json
import shutil
import subprocess
import time

import pytest

from briefs.service.hooks import read_trigger
from briefs.service.signing import new_secret, read_secrets, signed_headers, verify_standard
from tests.packaging.test_wheel import ROOT
from tests.service.desk import Desk

PLUGIN = ROOT / "integrations" / "wordpress" / "briefs.php"
STUBS = """
define( 'ABSPATH', '/' );
function add_action() {}
function wp_json_encode( $data ) { return json_encode( $data ); }
"""
pytestmark = pytest.mark.skipif(shutil.which("php") is None, reason="PHP's command line is not installed")


def _php(code: str) -> str:
    done = subprocess.run(["php", "-r", f"{STUBS} require '{PLUGIN}'; {code}"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


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
