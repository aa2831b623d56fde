<?php
/**
 * Plugin Name: Briefs
 * Description: Tells the fact-check service that an article was saved, and takes its word that the briefs are there.
 * Version: 0.1.0
 * Requires at least: 5.6
 * Requires PHP: 7.4
 * License: Apache-2.0
 *
 * In wp-config.php:
 *     define( 'BRIEFS_HOOK_URL', 'https://briefs.newsroom.example/v1/hooks/wordpress' );
 *     define( 'BRIEFS_HOOK_SECRET', 'whsec_...' );      // `briefs service secret`, the same as the service's
 *     define( 'BRIEFS_CALLBACK_SECRET', 'whsec_...' );  // only for callbacks to /wp-json/briefs/v1/done
 *
 * Signed by Standard Webhooks (standardwebhooks.com), because WordPress has no signature of its own. The hook holds the post's id and nothing of
 * its text: the service fetches the post itself, as the user whose application password it has.
 */

defined( 'ABSPATH' ) || exit;

const BRIEFS_RETRY_SECONDS = array( 30, 120, 600, 3600 );
const BRIEFS_TOLERANCE_SECONDS = 300;

/** The key in a `whsec_` secret; '' when it is none. */
function briefs_key( string $secret ): string {
	$key = base64_decode( preg_replace( '/^whsec_/', '', $secret ), true );
	return false === $key ? '' : $key;
}

/** The `webhook-signature` of a body, by Standard Webhooks. */
function briefs_signature( string $secret, string $id, int $time, string $body ): string {
	return 'v1,' . base64_encode( hash_hmac( 'sha256', "$id.$time.$body", briefs_key( $secret ), true ) );
}

/** Whether one of the signatures in the header is ours, over these bytes, and not older or newer than five minutes. */
function briefs_is_signed( string $secret, string $id, string $time, string $signatures, string $body, int $now ): bool {
	if ( '' === briefs_key( $secret ) || ! preg_match( '/^[A-Za-z0-9._:-]{1,128}$/D', $id ) || ! preg_match( '/^[0-9]{1,12}$/D', $time ) ) {
		return false;
	}
	$expected = briefs_signature( $secret, $id, (int) $time, $body );
	$found    = false;
	foreach ( array_slice( explode( ' ', $signatures ), 0, 10 ) as $given ) {
		$found = hash_equals( $expected, $given ) || $found;
	}
	return $found && abs( $now - (int) $time ) <= BRIEFS_TOLERANCE_SECONDS;
}

/** What the service is told of a post. `written_by` says that the service's own write caused it, so that it starts no job. */
function briefs_payload( int $post_id, string $type, string $corpus, bool $is_own_write ): string {
	$data = array( 'id' => (string) $post_id );
	if ( '' !== $corpus ) {
		$data['corpus'] = $corpus;
	}
	if ( $is_own_write ) {
		$data['written_by'] = 'briefs';
	}
	return wp_json_encode( array( 'type' => $type, 'timestamp' => gmdate( 'c' ), 'data' => $data ) );
}

/** Send one hook; tried again with the same id and a fresh signature when the service does not take it. */
function briefs_send( string $id, string $body, int $attempt = 0 ): void {
	if ( ! defined( 'BRIEFS_HOOK_URL' ) || ! defined( 'BRIEFS_HOOK_SECRET' ) || '' === briefs_key( BRIEFS_HOOK_SECRET ) ) {
		return;
	}
	$time     = time();
	$response = wp_remote_post(
		BRIEFS_HOOK_URL,
		array(
			'timeout'     => 3,
			'redirection' => 0,
			'headers'     => array(
				'Content-Type'      => 'application/json',
				'webhook-id'        => $id,
				'webhook-timestamp' => (string) $time,
				'webhook-signature' => briefs_signature( BRIEFS_HOOK_SECRET, $id, $time, $body ),
			),
			'body'        => $body,
		)
	);
	$status   = is_wp_error( $response ) ? 0 : (int) wp_remote_retrieve_response_code( $response );
	$may_pass = 0 === $status || 429 === $status || $status >= 500;
	if ( $may_pass && $attempt < count( BRIEFS_RETRY_SECONDS ) ) {
		wp_schedule_single_event( $time + BRIEFS_RETRY_SECONDS[ $attempt ], 'briefs_send_again', array( $id, $body, $attempt + 1 ) );
	} elseif ( $status < 200 || $status >= 300 ) {
		error_log( "briefs: the service did not take hook $id (status $status)" );
	}
}

/** A saved post, its meta and terms included; drafts too, autosaves and revisions not. */
function briefs_post_saved( int $post_id, WP_Post $post ): void {
	if ( 'post' !== $post->post_type || wp_is_post_revision( $post_id ) || wp_is_post_autosave( $post_id ) ) {
		return;
	}
	if ( ! in_array( $post->post_status, array( 'draft', 'pending', 'future', 'private', 'publish' ), true ) ) {
		return;
	}
	$is_own_write = isset( $_SERVER['HTTP_X_BRIEFS_WRITE'] );
	$body         = briefs_payload( $post_id, 'post.saved', (string) get_post_meta( $post_id, 'briefs_corpus', true ), $is_own_write );
	$id           = 'msg_' . bin2hex( random_bytes( 12 ) );
	// after the answer is out where the server can, so that saving never waits for us
	add_action(
		'shutdown',
		static function () use ( $id, $body ): void {
			if ( function_exists( 'fastcgi_finish_request' ) ) {
				fastcgi_finish_request();
			}
			briefs_send( $id, $body );
		}
	);
}

/** The service's callback: remember on the post which job is done. Nothing is published. */
function briefs_done( WP_REST_Request $request ) {
	$secret = defined( 'BRIEFS_CALLBACK_SECRET' ) ? BRIEFS_CALLBACK_SECRET : '';
	$body   = $request->get_body();
	$signed = briefs_is_signed(
		$secret,
		(string) $request->get_header( 'webhook-id' ),
		(string) $request->get_header( 'webhook-timestamp' ),
		(string) $request->get_header( 'webhook-signature' ),
		$body,
		time()
	);
	if ( ! $signed ) {
		return new WP_Error( 'briefs_signature', 'The signature does not hold.', array( 'status' => 401 ) );
	}
	$told    = json_decode( $body, true );
	$data    = is_array( $told ) && isset( $told['data'] ) && is_array( $told['data'] ) ? $told['data'] : array();
	$article = isset( $data['article'] ) && is_string( $data['article'] ) ? $data['article'] : '';
	$post_id = (int) substr( (string) strrchr( $article, '/' ), 1 );
	if ( $post_id < 1 || null === get_post( $post_id ) || ! isset( $data['id'], $data['state'] ) ) {
		return new WP_Error( 'briefs_article', 'No such post.', array( 'status' => 404 ) );
	}
	if ( 'unchanged' === $data['state'] ) {
		return new WP_REST_Response( null, 204 ); // the job that is remembered still stands
	}
	update_post_meta( $post_id, 'briefs_job', sanitize_text_field( (string) $data['id'] ) );
	update_post_meta( $post_id, 'briefs_state', sanitize_key( (string) $data['state'] ) );
	return new WP_REST_Response( null, 204 );
}

/** Unregistered meta would be dropped in silence by the REST API. */
function briefs_register_meta(): void {
	foreach ( array( 'briefs_corpus', 'briefs_job', 'briefs_state' ) as $key ) {
		register_post_meta(
			'post',
			$key,
			array(
				'type'              => 'string',
				'single'            => true,
				'show_in_rest'      => true,
				'sanitize_callback' => 'sanitize_text_field',
				'auth_callback'     => static function ( $allowed, $meta_key, $post_id ) {
					return current_user_can( 'edit_post', $post_id );
				},
			)
		);
	}
}

add_action( 'wp_after_insert_post', 'briefs_post_saved', 10, 2 );
add_action( 'briefs_send_again', 'briefs_send', 10, 3 );
add_action( 'init', 'briefs_register_meta' );
add_action(
	'rest_api_init',
	static function (): void {
		register_rest_route(
			'briefs/v1',
			'/done',
			array(
				'methods'             => 'POST',
				'callback'            => 'briefs_done',
				'permission_callback' => '__return_true', // signed, see briefs_done
			)
		);
	}
);
