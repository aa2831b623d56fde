<?php
/**
 * For the classic editor, which has no sidebar of ours: a box with each claim's standing and what must change. It is as it was when the page
 * was opened; the whole of it is on the review page.
 */

defined( 'ABSPATH' ) || exit;

function briefs_add_classic_box(): void {
	$hidden_in_blocks = array( '__back_compat_meta_box' => true );
	add_meta_box( 'briefs', __( 'Fact-check briefs', 'briefs' ), 'briefs_classic_box', briefs_post_types(), 'side', 'high', $hidden_in_blocks );
}

/** Why there are none, or that they are of another text; '' when there is nothing to say. */
function briefs_classic_status( array $data ): string {
	if ( ! $data['is_connected'] ) {
		return __( 'Not connected to a fact-check service. An administrator pastes the connection under Settings, Briefs.', 'briefs' );
	}
	if ( null !== $data['hook'] && 'refused' === $data['hook']['state'] ) {
		return __( 'The service did not take the last save. Save again, or ask an administrator to test the connection.', 'briefs' );
	}
	if ( $data['is_awaited'] ) {
		return __( 'Being checked: open this page again in a moment.', 'briefs' );
	}
	if ( '' !== $data['problem'] ) {
		/* translators: %s: why */
		return sprintf( __( 'The last check came to nothing: %s', 'briefs' ), $data['problem'] );
	}
	if ( $data['is_stale'] ) {
		return __( 'The post was edited after these briefs were made.', 'briefs' );
	}
	return null === $data['panel'] ? __( 'No briefs yet: save the post, and it is checked.', 'briefs' ) : '';
}

function briefs_classic_box( WP_Post $post ): void {
	$data   = briefs_panel_data( $post );
	$status = briefs_classic_status( $data );
	if ( '' !== $status ) {
		echo '<p><strong>' . esc_html( $status ) . '</strong></p>';
	}
	$panel = $data['panel'];
	if ( null === $panel ) {
		return;
	}
	briefs_classic_link( $panel['review_url'], $panel['labels']['panel_review'] );
	echo '<p>' . esc_html( $panel['counts_line'] ) . '</p><ol>';
	foreach ( $panel['claims'] as $claim ) {
		echo '<li><p>' . esc_html( $claim['text'] ) . '</p>';
		if ( $claim['is_kept_back'] ) {
			echo '<p>' . esc_html( $claim['kept_back_because'] ) . '</p></li>';
			continue;
		}
		echo '<p><strong>' . esc_html( $claim['standing_line'] ) . '</strong></p>';
		if ( $claim['wording'] && $claim['wording']['is_fault'] ) {
			echo '<p>' . esc_html( $panel['labels']['in_article'] . ' ' . $claim['wording']['heading'] ) . '</p>';
			foreach ( $claim['wording']['rows'] as $row ) {
				echo '<p>' . esc_html( $row['label'] . ' ' . $row['text'] ) . '</p>';
			}
		}
		briefs_classic_link( $claim['review_url'], $panel['labels']['panel_review_claim'] );
		echo '</li>';
	}
	echo '</ol>';
}

/** A link to http or https; nothing for any other address. */
function briefs_classic_link( $url, string $words ): void {
	$address = is_string( $url ) ? esc_url( $url, array( 'http', 'https' ) ) : '';
	if ( '' !== $address ) {
		echo '<p><a href="' . $address . '" target="_blank" rel="noopener noreferrer">' . esc_html( $words ) . '</a></p>'; // phpcs:ignore WordPress.Security.EscapeOutput
	}
}

add_action( 'add_meta_boxes', 'briefs_add_classic_box' );
