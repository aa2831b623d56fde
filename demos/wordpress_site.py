"""A real WordPress on this machine: Debian's packages, a database and a web server of its own, everything in one folder.

    apt-get install wordpress wordpress-theme-twentytwentythree mariadb-server php-cli php-mysql php-xml php-mbstring php-curl php-gd

Nothing of the system's own MariaDB or web server is used or touched.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.parse
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.service import free_port

DEBIAN = Path("/usr/share/wordpress")
PASSWORD = "briefs-demo"
"""Of every user of the site; it listens on this machine alone."""
USERS = {"editor": "editor", "author": "author", "desk": "contributor"}
"""Login to role, beside the administrator `admin`; `desk` is the service's."""
_NEEDED = {"php": "php-cli", "mariadbd": "mariadb-server", "mariadb-install-db": "mariadb-server", "mariadb": "mariadb-client"}
_EXTENSIONS = {"mysqli": "php-mysql", "dom": "php-xml", "mbstring": "php-mbstring", "curl": "php-curl", "gd": "php-gd"}
_START_S = 60.0


def missing_packages() -> list[str]:
    """Debian packages that have to be there and are not."""
    found = [] if (DEBIAN / "wp-load.php").is_file() else ["wordpress"]
    found += [] if any(DEBIAN.glob("wp-content/themes/*/style.css")) else ["wordpress-theme-twentytwentythree"]
    found += [package for program, package in _NEEDED.items() if _which(program) is None]
    if _which("php") is not None:
        loaded = subprocess.run(["php", "-m"], capture_output=True, text=True, check=False).stdout.lower().split()
        found += [package for extension, package in _EXTENSIONS.items() if extension not in loaded]
    else:
        found += list(_EXTENSIONS.values())
    return sorted(set(found))


@dataclass(slots=True)
class WordPressSite:
    """One site. `start` installs it the first time.

    Args:
        folder: where it keeps everything.
        plugin: the folder of our plugin, which is copied in and made active.
        port: of the web server; a free one when not given.
    """

    folder: Path
    plugin: Path
    port: int = 0
    passwords: dict[str, str] = field(default_factory=dict)
    """Login to application password."""
    _database: subprocess.Popen[bytes] | None = None
    _server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://localhost:{self.port}"

    @property
    def root(self) -> Path:
        """The web server's folder."""
        return self.folder / "site"

    def start(self) -> None:
        """Install what is not there yet, start database and web server, wait until it answers."""
        self.port = self.port or free_port()
        self.folder.mkdir(parents=True, exist_ok=True)
        is_new = not self.root.exists()
        if is_new:
            shutil.copytree(DEBIAN, self.root, symlinks=False, ignore=shutil.ignore_patterns(".htaccess", "languages"))
            _databases(self.folder / "database")
        self.start_database()
        self._configure()
        if is_new:
            self.passwords = json.loads(self.php(_INSTALL))
            (self.folder / "passwords.json").write_text(json.dumps(self.passwords), encoding="utf-8")
        else:
            self.passwords = json.loads((self.folder / "passwords.json").read_text(encoding="utf-8"))
        self.install_plugin()
        self.start_server()

    def install_plugin(self) -> None:
        """Copy our plugin in as it is now, and make it active."""
        place = self.root / "wp-content" / "plugins" / "briefs"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.plugin, place)
        self.php('require_once ABSPATH . "wp-admin/includes/plugin.php"; $e = activate_plugin("briefs/briefs.php"); if ($e) { exit(1); }')

    def start_database(self) -> None:
        """MariaDB over a socket alone: no port."""
        data, socket = self.folder / "database", self._socket
        log = (self.folder / "database.log").open("ab")
        command = [
            "mariadbd",
            "--no-defaults",
            f"--datadir={data}",
            f"--socket={socket}",
            "--skip-networking",
            "--innodb-buffer-pool-size=64M",
        ]
        command += [f"--pid-file={self.folder / 'database.pid'}", *(["--user=root"] if os.geteuid() == 0 else [])]
        self._database = subprocess.Popen(_found(command), stdout=log, stderr=log, start_new_session=True)
        ask = ["mariadb", "--no-defaults", f"--socket={socket}", "--user=root"]
        _until(
            lambda: subprocess.run(_found([*ask, "-e", "SELECT 1"]), capture_output=True, check=False).returncode == 0,
            self._database,
            self.folder,
        )
        subprocess.run(_found([*ask, "-e", "CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4"]), check=True)

    def start_server(self) -> None:
        """PHP's own web server with four workers, in a session of its own: with workers, ending the parent leaves them on the port."""
        log = (self.folder / "server.log").open("ab")
        self._server = subprocess.Popen(
            [
                "php",
                "-d",
                "display_errors=0",
                "-d",
                "log_errors=1",
                "-S",
                f"localhost:{self.port}",
                "-t",
                str(self.root),
                str(self._router()),
            ],
            stdout=log,
            stderr=log,
            env={**os.environ, "PHP_CLI_SERVER_WORKERS": "4"},
            start_new_session=True,
        )
        _until(lambda: self.ask("GET", "/")[0] in (200, 500), self._server, self.folder)

    def stop_server(self) -> None:
        """The web server with its workers."""
        _end(self._server)
        self._server = None

    def stop(self) -> None:
        """Everything; the folder stays."""
        self.stop_server()
        _end(self._database)
        self._database = None

    def php(self, code: str) -> str:
        """What PHP code prints that runs inside WordPress, as nobody in particular.

        Raises:
            RuntimeError: it failed.
        """
        head = "" if "WP_INSTALLING" in code else f"$_SERVER['HTTP_HOST'] = 'localhost:{self.port}'; require '{self.root}/wp-load.php'; "
        done = subprocess.run(["php", "-r", head + code.replace("@ROOT@", str(self.root))], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"PHP inside WordPress: {done.stdout[-2000:]} {done.stderr[-2000:]}")
        return done.stdout

    def rest(
        self, method: str, path: str, data: object = None, *, login: str = "editor", query: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """(status, JSON) of a call of the REST interface as a user; `login` "" for a visitor."""
        target = f"/wp-json{path}" + ("?" + urllib.parse.urlencode(query) if query else "")
        headers = {"Content-Type": "application/json"} if data is not None else {}
        if login:
            headers["Authorization"] = "Basic " + b64encode(f"{login}:{self.passwords[login]}".encode()).decode("ascii")
        status, body = self.ask(method, target, None if data is None else json.dumps(data).encode(), headers)
        return status, json.loads(body) if body.startswith((b"{", b"[")) else None

    def ask(self, method: str, target: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """(status, body); (0, b"") when it does not answer."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        try:
            connection.request(method, target, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    @property
    def _socket(self) -> Path:
        return self.folder / "db.sock"

    def _configure(self) -> None:
        settings = {
            "DB_NAME": "wordpress",
            "DB_USER": "root",
            "DB_PASSWORD": "",
            "DB_HOST": f"localhost:{self._socket}",
            "DB_CHARSET": "utf8mb4",
            "DB_COLLATE": "",
            "WP_HOME": self.url,
            "WP_SITEURL": self.url,
            "WP_ENVIRONMENT_TYPE": "local",  # application passwords over http
            "WP_CONTENT_DIR": str(self.root / "wp-content"),
        }
        lines = [f"define( {_quoted(name)}, {_quoted(value)} );" for name, value in settings.items()]
        lines += [f"define( '{name}', {value} );" for name, value in _SWITCHES.items()]
        lines += ["$table_prefix = 'wp_';", "if ( ! defined( 'ABSPATH' ) ) { define( 'ABSPATH', __DIR__ . '/' ); }"]
        lines += ["require_once ABSPATH . 'wp-settings.php';"]
        (self.root / "wp-config.php").write_text("<?php\n" + "\n".join(lines) + "\n", encoding="utf-8")

    def _router(self) -> Path:
        """Pretty addresses, which PHP's server does not know."""
        path = self.folder / "router.php"
        path.write_text(_ROUTER, encoding="utf-8")
        return path


_SWITCHES = {
    "WP_DEBUG": "true",
    "WP_DEBUG_DISPLAY": "false",
    "WP_DEBUG_LOG": "true",
    "AUTOMATIC_UPDATER_DISABLED": "true",
    "WP_AUTO_UPDATE_CORE": "false",
    "WP_HTTP_BLOCK_EXTERNAL": "true",
    "FS_METHOD": "'direct'",
}
_ROUTER = """<?php
$path = parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
$file = $_SERVER['DOCUMENT_ROOT'] . $path;
if ( '/' !== $path && ( is_file( $file ) || is_file( $file . '/index.php' ) ) ) {
	return false;
}
$_SERVER['SCRIPT_NAME'] = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
"""
_INSTALL = f"""
define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = 'localhost';
require '@ROOT@/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter( 'pre_wp_mail', '__return_true' );
wp_install( 'The Example', 'admin', 'admin@example.invalid', true, '', '{PASSWORD}' );
switch_theme( 'twentytwentythree' );
update_option( 'permalink_structure', '/%year%/%postname%/' );
$made = array( 'admin' => 1 );
foreach ( json_decode( '{json.dumps(USERS)}', true ) as $login => $role ) {{
	$user = array( 'user_login' => $login, 'user_pass' => '{PASSWORD}', 'user_email' => "$login@example.invalid", 'role' => $role );
	$made[ $login ] = wp_insert_user( $user );
}}
$passwords = array();
foreach ( $made as $login => $id ) {{
	update_user_meta( $id, 'show_welcome_panel', 0 );
	list( $passwords[ $login ] ) = WP_Application_Passwords::create_new_application_password( $id, array( 'name' => 'demo' ) );
}}
foreach ( get_posts( array( 'post_type' => array( 'post', 'page' ), 'numberposts' => -1, 'post_status' => 'any' ) ) as $post ) {{
	wp_delete_post( $post->ID, true );
}}
echo json_encode( $passwords );
"""


def _databases(data: Path) -> None:
    command = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"]
    command += ["--user=root"] if os.geteuid() == 0 else []
    done = subprocess.run(_found(command), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"mariadb-install-db: {done.stdout[-1000:]} {done.stderr[-1000:]}")


def _which(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def _found(command: list[str]) -> list[str]:
    return [_which(command[0]) or command[0], *command[1:]]


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _until(is_so: Any, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _START_S
    while not is_so() or process.poll() is not None:
        if time.monotonic() > deadline or process.poll() is not None:
            raise RuntimeError(f"WordPress does not start; see the logs in {folder}")
        time.sleep(0.1)


def _end(process: subprocess.Popen[bytes] | None) -> None:
    """The process with its group: it was started in a session of its own."""
    if process is None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=20)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
