<?php
/**
 * The sidebar of the block editor: its data for whoever may edit the post, and its script. What stands in the meta `_briefs` is registered
 * for no REST field of the post: of a published post those can be read by everybody.
 */

defined( 'ABSPATH' ) || exit;

/** Whether what stands beside a post is the answer to a hook, and not to one before it that was still worked on. */
function briefs_is_answered( ?array $kept, array $hook ): bool {
	if ( null === $kept || $kept['received_at'] < $hook['at'] ) {
		return false;
	}
	return '' !== $kept['problem'] || '' === $kept['version'] || $kept['version'] === $hook['version'];
}

/** What the sidebar shows of a post. */
function briefs_panel_data( WP_Post $post ): array {
	$kept = get_post_meta( $post->ID, '_briefs', true );
	$kept = is_array( $kept ) && ( $kept['post'] ?? 0 ) === $post->ID ? $kept : null;
	$hook = get_post_meta( $post->ID, '_briefs_hook', true );
	$hook = is_array( $hook ) ? $hook : null;
	return array(
		'is_connected' => '' !== briefs_secret(),
		'panel'        => $kept['panel'] ?? null,
		'problem'      => $kept['problem'] ?? '',
		'received_at'  => $kept['received_at'] ?? null,
		'is_stale'     => null !== $kept && '' !== $kept['version'] && briefs_version( $post ) !== $kept['version'],
		'hook'         => $hook,
		'is_awaited'   => null !== $hook && 'refused' !== $hook['state'] && ! briefs_is_answered( $kept, $hook ),
		'now'          => time(),
	);
}

function briefs_register_editor_routes(): void {
	register_rest_route(
		'briefs/v1',
		'/panel/(?P<id>\d+)',
		array(
			'methods'             => 'GET',
			'callback'            => static function ( WP_REST_Request $request ) {
				if ( get_post_meta( (int) $request['id'], '_briefs_own', true ) ) {
					return new WP_Error( 'briefs_own', 'The post holds briefs itself.', array( 'status' => 404 ) );
				}
				$post = briefs_checked_post( (int) $request['id'] );
				return null === $post ? briefs_no_post() : new WP_REST_Response( briefs_panel_data( $post ) );
			},
			'permission_callback' => static function ( WP_REST_Request $request ) {
				return current_user_can( 'edit_post', (int) $request['id'] );
			},
		)
	);
}

/** `briefs_corpus` is the editor's to write, and shown to those who edit alone: a name of a corpus may say what is being looked into. */
function briefs_register_meta(): void {
	foreach ( briefs_post_types() as $type ) {
		register_post_meta(
			$type,
			'briefs_corpus',
			array(
				'type'              => 'string',
				'single'            => true,
				'show_in_rest'      => array( 'schema' => array( 'type' => 'string', 'context' => array( 'edit' ) ) ),
				'sanitize_callback' => 'briefs_sanitize_corpus',
				'auth_callback'     => static function ( $allowed, $meta_key, $post_id ) {
					return current_user_can( 'edit_post', $post_id );
				},
			)
		);
		foreach ( array( '_briefs', '_briefs_hook', '_briefs_own' ) as $key ) {
			register_post_meta( $type, $key, array( 'single' => true, 'show_in_rest' => false, 'auth_callback' => '__return_false' ) );
		}
	}
}

/** A corpus's name, as the service has them; '' for anything else. */
function briefs_sanitize_corpus( $given ): string {
	$name = strtolower( trim( (string) $given ) );
	return preg_match( '/^[a-z0-9][a-z0-9-]{0,62}$/D', $name ) ? $name : '';
}

function briefs_enqueue_editor(): void {
	$screen = get_current_screen();
	if ( null === $screen || 'post' !== $screen->base || ! in_array( $screen->post_type, briefs_post_types(), true ) ) {
		return;
	}
	$needs = array( 'wp-plugins', 'wp-edit-post', 'wp-element', 'wp-components', 'wp-data', 'wp-api-fetch', 'wp-i18n', 'wp-core-data' );
	$file  = dirname( __DIR__ ) . '/briefs.php';
	wp_enqueue_script( 'briefs-editor', plugins_url( 'editor.js', $file ), $needs, BRIEFS_VERSION, true );
	wp_set_script_translations( 'briefs-editor', 'briefs' );
	wp_enqueue_style( 'briefs-editor', plugins_url( 'editor.css', $file ), array( 'wp-components' ), BRIEFS_VERSION );
}

add_action( 'init', 'briefs_register_meta' );
add_action( 'rest_api_init', 'briefs_register_editor_routes' );
add_action( 'enqueue_block_editor_assets', 'briefs_enqueue_editor' );
