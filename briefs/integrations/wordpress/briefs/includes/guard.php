<?php
/**
 * For briefs that are written as drafts of their own (`deliver = "draft"`): never over a person's edit. WordPress itself has no guard against
 * lost updates; the service says which state it read, and a write over another one is refused.
 */

defined( 'ABSPATH' ) || exit;

/** Refuse a write of the service's when the post changed since it was read, or a person has it open. */
function briefs_guard_write( $prepared, WP_REST_Request $request ) {
	$seen = (string) $request->get_header( 'x-briefs-unmodified-since' );
	$id   = (int) $request['id'];
	if ( '' === $seen || $id < 1 || is_wp_error( $prepared ) ) {
		return $prepared;
	}
	require_once ABSPATH . 'wp-admin/includes/post.php';
	$person = wp_check_post_lock( $id );
	if ( $person ) {
		return new WP_Error( 'briefs_open', 'A person has the post open.', array( 'status' => 423 ) );
	}
	$post = get_post( $id );
	if ( ! $post instanceof WP_Post || mysql_to_rfc3339( $post->post_modified ) !== $seen ) {
		return new WP_Error( 'briefs_modified', 'The post was changed since it was read.', array( 'status' => 409 ) );
	}
	return $prepared;
}

/** A post that the service made is no article: it is never checked itself, whoever saves it later. */
function briefs_mark_own( WP_Post $post, WP_REST_Request $request, bool $is_new ): void {
	if ( $is_new && $request->get_header( 'x-briefs-write' ) ) {
		update_post_meta( $post->ID, '_briefs_own', 1 );
	}
}

add_action(
	'rest_api_init',
	static function (): void {
		foreach ( briefs_post_types() as $type ) {
			add_filter( "rest_pre_insert_$type", 'briefs_guard_write', 10, 2 );
			add_action( "rest_insert_$type", 'briefs_mark_own', 10, 3 );
		}
	}
);
