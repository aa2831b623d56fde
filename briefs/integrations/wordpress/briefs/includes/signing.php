<?php
/**
 * Signatures by Standard Webhooks (standardwebhooks.com), because WordPress has none of its own. One secret, both ways.
 */

defined( 'ABSPATH' ) || exit;

const BRIEFS_TOLERANCE_SECONDS = 300;

/** The key in a `whsec_` secret; '' when it is none. */
function briefs_key( string $secret ): string {
	$key = base64_decode( preg_replace( '/^whsec_/', '', $secret ), true );
	return false === $key ? '' : $key;
}

/** The `webhook-signature` of a body. */
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

/** Whether the service sent a request. `$subject`, where a request has no body, stands in the id that is signed: `get-SUBJECT-…`. */
function briefs_is_from_service( WP_REST_Request $request, string $subject = '' ): bool {
	$id = (string) $request->get_header( 'webhook-id' );
	if ( '' !== $subject && 0 !== strpos( $id, "get-$subject-" ) ) {
		return false;
	}
	$body = $request->get_body();
	if ( '' === $subject && '' === $body ) {
		return false;
	}
	$time       = (string) $request->get_header( 'webhook-timestamp' );
	$signatures = (string) $request->get_header( 'webhook-signature' );
	return briefs_is_signed( briefs_secret(), $id, $time, $signatures, $body, time() );
}
