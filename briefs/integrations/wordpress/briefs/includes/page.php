<?php
/**
 * The public page: ClaimReview of what an editor approved, in the head of the published post that it was approved for. Nothing else, and
 * nothing before.
 */

defined( 'ABSPATH' ) || exit;

/** The reviews that may be printed on a post's page; null when there are none. */
function briefs_reviews( WP_Post $post ): ?array {
	if ( 'publish' !== $post->post_status || '' !== $post->post_password ) {
		return null;
	}
	$kept = get_post_meta( $post->ID, '_briefs', true );
	if ( ! is_array( $kept ) || ( $kept['post'] ?? 0 ) !== $post->ID || ! is_array( $kept['reviews'] ?? null ) ) {
		return null;
	}
	// an approval is of one text: after an edit nothing is printed until the new text was checked and approved
	return '' === $kept['version'] || briefs_version( $post ) === $kept['version'] ? $kept['reviews'] : null;
}

function briefs_print_reviews(): void {
	$post = is_singular( briefs_post_types() ) && ! is_preview() ? get_queried_object() : null;
	$data = $post instanceof WP_Post ? briefs_reviews( $post ) : null;
	if ( null !== $data ) {
		// no `<`, `>` or `&` comes out of this, whatever the text says
		$json = wp_json_encode( $data, JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES );
		if ( false !== $json ) {
			echo '<script type="application/ld+json">' . $json . "</script>\n"; // phpcs:ignore WordPress.Security.EscapeOutput
		}
	}
}

add_action( 'wp_head', 'briefs_print_reviews' );
