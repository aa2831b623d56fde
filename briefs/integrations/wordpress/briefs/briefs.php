<?php
/**
 * Plugin Name: Briefs
 * Description: Fact-check briefs beside the post: tells the fact-check service of a saved post, shows its briefs in the editor's sidebar, and prints ClaimReview for what an editor approved. It publishes nothing.
 * Version: 0.2.0
 * Requires at least: 6.1
 * Requires PHP: 7.4
 * License: Apache-2.0
 * License URI: https://www.apache.org/licenses/LICENSE-2.0
 * Text Domain: briefs
 *
 * Paste the connection under Settings, Briefs; or, in wp-config.php, where nobody reads it in the database:
 *     define( 'BRIEFS_CONNECTION', 'https://briefs.newsroom.example/v1/hooks/wordpress#whsec_...' );
 */

defined( 'ABSPATH' ) || exit;

const BRIEFS_VERSION = '0.2.0';

require_once __DIR__ . '/includes/signing.php';
require_once __DIR__ . '/includes/connection.php';
require_once __DIR__ . '/includes/hooks.php';
require_once __DIR__ . '/includes/service.php';
require_once __DIR__ . '/includes/editor.php';
require_once __DIR__ . '/includes/classic.php';
require_once __DIR__ . '/includes/guard.php';
require_once __DIR__ . '/includes/page.php';
