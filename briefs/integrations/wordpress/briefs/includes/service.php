<?php
/**
 * What the service may do here, and nothing else: read a post that is to be checked, and put briefs beside it. Both are signed; no user stands
 * behind them, so there is nobody whose other rights they could use.
 */

defined( 'ABSPATH' ) || exit;

const BRIEFS_MOST_BYTES = 4194304;

/** The mark of a post's text: what comes back later can be told to belong to it. */
function briefs_version( WP_Post $post ): string {
	return substr( hash( 'sha256', $post->post_title . "\n" . $post->post_content ), 0, 32 );
}

/** The post, when it is of a kind that is checked, is not in the trash, and was not written by the service; else null. */
function briefs_checked_post( int $post_id ): ?WP_Post {
	$post = $post_id > 0 ? get_post( $post_id ) : null;
	if ( ! $post instanceof WP_Post || ! in_array( $post->post_type, briefs_post_types(), true ) ) {
		return null;
	}
	return in_array( $post->post_status, array( 'trash', 'auto-draft' ), true ) || get_post_meta( $post_id, '_briefs_own', true ) ? null : $post;
}

function briefs_no_post(): WP_Error {
	return new WP_Error( 'briefs_no_post', 'There is no such post.', array( 'status' => 404 ) );
}

function briefs_unsigned(): WP_Error {
	return new WP_Error( 'briefs_signature', 'The signature does not hold.', array( 'status' => 401 ) );
}

/** GET: a post as it would be shown, whatever its status. */
function briefs_give_article( WP_REST_Request $request ) {
	$post = briefs_checked_post( (int) $request['id'] );
	if ( null === $post ) {
		return briefs_no_post();
	}
	$GLOBALS['post'] = $post; // phpcs:ignore WordPress.WP.GlobalVariablesOverride -- blocks and shortcodes ask for it
	setup_postdata( $post );
	$content = apply_filters( 'the_content', $post->post_content );
	wp_reset_postdata();
	return new WP_REST_Response(
		array(
			'id'             => $post->ID,
			'briefs_version' => briefs_version( $post ),
			'title'          => array( 'rendered' => get_the_title( $post ) ),
			'content'        => array( 'rendered' => $content ),
			'link'           => get_permalink( $post ),
			'date'           => mysql_to_rfc3339( $post->post_date ),
			'byline'         => get_the_author_meta( 'display_name', (int) $post->post_author ),
		)
	);
}

/** POST: put briefs beside a post. Of two deliveries the one that was made later stands, in whichever order they arrive. */
function briefs_take_briefs( WP_REST_Request $request ) {
	$body = $request->get_body();
	$told = strlen( $body ) <= BRIEFS_MOST_BYTES ? json_decode( $body, true, 64 ) : null;
	$data = is_array( $told ) && isset( $told['data'] ) && is_array( $told['data'] ) ? $told['data'] : array();
	$post = briefs_checked_post( (int) $request['id'] );
	if ( null === $post ) {
		return briefs_no_post();
	}
	$is_whole = is_array( $told ) && 'briefs.delivered' === ( $told['type'] ?? '' ) && (string) $post->ID === ( $data['id'] ?? '' )
		&& is_numeric( $data['made_at'] ?? null ) && is_string( $data['sha256'] ?? null );
	if ( ! $is_whole ) {
		return new WP_Error( 'briefs_malformed', 'That is no delivery for this post.', array( 'status' => 400 ) );
	}
	$kept = get_post_meta( $post->ID, '_briefs', true );
	$kept = is_array( $kept ) ? $kept : array();
	if ( $kept && (float) $kept['made_at'] > (float) $data['made_at'] ) {
		return new WP_REST_Response( array( 'outcome' => 'unchanged' ) );
	}
	$is_known = ( $kept['sha256'] ?? '' ) === $data['sha256'];
	$new      = array(
		'post'        => $post->ID, // a copy of the post's meta elsewhere is not taken for its own
		'made_at'     => (float) $data['made_at'],
		'received_at' => time(),
		'sha256'      => $data['sha256'],
		'version'     => (string) ( $data['version'] ?? '' ),
		'panel'       => is_array( $data['panel'] ?? null ) ? $data['panel'] : null,
		'reviews'     => is_array( $data['reviews'] ?? null ) ? $data['reviews'] : null,
		'problem'     => (string) ( $data['problem'] ?? '' ),
	);
	update_post_meta( $post->ID, '_briefs', wp_slash( $new ) );
	return new WP_REST_Response( array( 'outcome' => $is_known ? 'unchanged' : ( $kept ? 'updated' : 'created' ) ) );
}

/** GET: whether the plugin is here and the secret the same. */
function briefs_probe(): WP_REST_Response {
	return new WP_REST_Response( array( 'plugin' => BRIEFS_VERSION, 'wordpress' => get_bloginfo( 'version' ) ) );
}

function briefs_register_service_routes(): void {
	register_rest_route(
		'briefs/v1',
		'/articles/(?P<id>\d+)',
		array(
			'methods'             => 'GET',
			'callback'            => 'briefs_give_article',
			'permission_callback' => static function ( WP_REST_Request $request ) {
				return briefs_is_from_service( $request, (string) (int) $request['id'] ) ? true : briefs_unsigned();
			},
		)
	);
	register_rest_route(
		'briefs/v1',
		'/articles/(?P<id>\d+)/briefs',
		array(
			'methods'             => 'POST',
			'callback'            => 'briefs_take_briefs',
			'permission_callback' => static function ( WP_REST_Request $request ) {
				return briefs_is_from_service( $request ) ? true : briefs_unsigned();
			},
		)
	);
	register_rest_route(
		'briefs/v1',
		'/probe',
		array(
			'methods'             => 'GET',
			'callback'            => 'briefs_probe',
			'permission_callback' => static function ( WP_REST_Request $request ) {
				return briefs_is_from_service( $request, 'probe' ) ? true : briefs_unsigned();
			},
		)
	);
}

/** What is signed must not be kept by a cache in between. */
function briefs_no_store( $response, $server, WP_REST_Request $request ) {
	if ( $response instanceof WP_REST_Response && 0 === strpos( $request->get_route(), '/briefs/v1/' ) ) {
		$response->header( 'Cache-Control', 'no-store' );
	}
	return $response;
}

add_action( 'rest_api_init', 'briefs_register_service_routes' );
add_filter( 'rest_post_dispatch', 'briefs_no_store', 10, 3 );
