<?php
/**
 * Deleting the plugin deletes what it kept: the connection and everything beside the posts. Drafts that the service wrote are posts, and stay.
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'briefs_connection' );
foreach ( array( '_briefs', '_briefs_hook', '_briefs_own', 'briefs_corpus' ) as $briefs_key ) {
	delete_post_meta_by_key( $briefs_key );
}
wp_unschedule_hook( 'briefs_send_again' );
