<?php
/**
 * A saved post is told to the service: its id and nothing of its text, signed. What the service does not take is sent again by WP-Cron.
 */

defined( 'ABSPATH' ) || exit;

const BRIEFS_RETRY_SECONDS = array( 30, 120, 600, 3600 );

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

/** The status that the service answers a signed body with; 0 when it does not answer. */
function briefs_post( string $id, string $body ): int {
	list( $address, $secret ) = briefs_connection();
	$time                     = time();
	$response                 = wp_remote_post(
		$address,
		array(
			'timeout'     => 3,
			'redirection' => 0,
			'headers'     => array(
				'Content-Type'      => 'application/json',
				'webhook-id'        => $id,
				'webhook-timestamp' => (string) $time,
				'webhook-signature' => briefs_signature( $secret, $id, $time, $body ),
			),
			'body'        => $body,
		)
	);
	return is_wp_error( $response ) ? 0 : (int) wp_remote_retrieve_response_code( $response );
}

/** Send one hook; tried again with the same id and a fresh signature when the service does not take it. What became of it stands with the post. */
function briefs_send( string $id, string $body, int $attempt = 0 ): void {
	if ( '' === briefs_secret() ) {
		return;
	}
	$status   = briefs_post( $id, $body );
	$is_taken = $status >= 200 && $status < 300;
	$may_pass = 0 === $status || 429 === $status || $status >= 500;
	$is_again = ! $is_taken && $may_pass && $attempt < count( BRIEFS_RETRY_SECONDS );
	if ( $is_again ) {
		wp_schedule_single_event( time() + BRIEFS_RETRY_SECONDS[ $attempt ], 'briefs_send_again', array( $id, $body, $attempt + 1 ) );
	} elseif ( ! $is_taken ) {
		error_log( "briefs: the service did not take hook $id (status $status)" );
	}
	$told = json_decode( $body, true );
	if ( ! isset( $told['data']['written_by'] ) ) {
		$post = get_post( (int) $told['data']['id'] );
		if ( $post instanceof WP_Post ) {
			$state = $is_taken ? 'taken' : ( $is_again ? 'again' : 'refused' );
			$kept  = array( 'at' => time(), 'state' => $state, 'status' => $status, 'version' => briefs_version( $post ) );
			update_post_meta( $post->ID, '_briefs_hook', $kept );
		}
	}
}

/** A saved post, its meta and terms included; drafts too; not autosaves, revisions, and posts that the service wrote. */
function briefs_post_saved( int $post_id, WP_Post $post ): void {
	if ( ! in_array( $post->post_type, briefs_post_types(), true ) || wp_is_post_revision( $post_id ) || wp_is_post_autosave( $post_id ) ) {
		return;
	}
	if ( ! in_array( $post->post_status, array( 'draft', 'pending', 'future', 'private', 'publish' ), true ) ) {
		return;
	}
	if ( '' === briefs_secret() || get_post_meta( $post_id, '_briefs_own', true ) ) {
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

add_action( 'wp_after_insert_post', 'briefs_post_saved', 10, 2 );
add_action( 'briefs_send_again', 'briefs_send', 10, 3 );
