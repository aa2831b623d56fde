<?php
/**
 * Which service: one line, the hook's address and the secret, `https://…/v1/hooks/NAME#whsec_…`, as `briefs service connection NAME` prints it.
 * From wp-config.php, or from the page under Settings.
 */

defined( 'ABSPATH' ) || exit;

const BRIEFS_CONNECTION_FORM = '~^(https?://[^\s#]+/v1/hooks/[a-z0-9][a-z0-9-]{0,62})#(whsec_[A-Za-z0-9+/]{20,}={0,2})$~D';

/** array( address, secret ); both '' where nothing, or nothing of that form, was pasted. */
function briefs_connection(): array {
	$line = defined( 'BRIEFS_CONNECTION' ) ? (string) BRIEFS_CONNECTION : (string) get_option( 'briefs_connection', '' );
	return preg_match( BRIEFS_CONNECTION_FORM, trim( $line ), $found ) ? array( $found[1], $found[2] ) : array( '', '' );
}

/** The secret alone. */
function briefs_secret(): string {
	return briefs_connection()[1];
}

/** Kinds of posts that are checked. */
function briefs_post_types(): array {
	return (array) apply_filters( 'briefs_post_types', array( 'post' ) );
}

/** What is kept of the field; an empty field keeps what is there, what has another form is refused with a word. */
function briefs_sanitize_connection( $given ): string {
	$kept = (string) get_option( 'briefs_connection', '' );
	$line = trim( (string) $given );
	if ( '' === $line ) {
		return $kept;
	}
	if ( ! preg_match( BRIEFS_CONNECTION_FORM, $line ) ) {
		add_settings_error( 'briefs_connection', 'briefs_form', __( 'That is no connection. It looks like https://briefs.example/v1/hooks/wordpress#whsec_…, in one line.', 'briefs' ) );
		return $kept;
	}
	return $line;
}

function briefs_register_settings(): void {
	add_option( 'briefs_connection', '', '', 'no' ); // it is not loaded with every page
	register_setting(
		'briefs',
		'briefs_connection',
		array(
			'type'              => 'string',
			'sanitize_callback' => 'briefs_sanitize_connection',
			'show_in_rest'      => false,
			'default'           => '',
		)
	);
}

function briefs_add_settings_page(): void {
	add_options_page( __( 'Briefs', 'briefs' ), __( 'Briefs', 'briefs' ), 'manage_options', 'briefs', 'briefs_settings_page' );
}

/** "Settings" beside the plugin's name. */
function briefs_settings_link( array $links ): array {
	array_unshift( $links, '<a href="' . esc_url( admin_url( 'options-general.php?page=briefs' ) ) . '">' . esc_html__( 'Settings', 'briefs' ) . '</a>' );
	return $links;
}

/** Ask the service to take a hook that asks for nothing: '' when it did, else what went wrong. */
function briefs_test_connection(): string {
	if ( '' === briefs_secret() ) {
		return __( 'No connection was pasted yet.', 'briefs' );
	}
	$status = briefs_post( 'msg_' . bin2hex( random_bytes( 12 ) ), briefs_payload( 0, 'connection.tested', '', true ) );
	if ( $status >= 200 && $status < 300 ) {
		return '';
	}
	if ( 401 === $status ) {
		return __( 'The service refuses the signature: the secret is another one, or the clocks of the two machines differ by more than five minutes.', 'briefs' );
	}
	if ( 404 === $status ) {
		return __( 'The service knows no hook of that name.', 'briefs' );
	}
	/* translators: %d: an HTTP status, 0 for none. */
	return sprintf( __( 'The service does not answer as it should (status %d; 0 means not at all).', 'briefs' ), $status );
}

function briefs_handle_test(): void {
	if ( ! current_user_can( 'manage_options' ) ) {
		wp_die( esc_html__( 'You may not do that.', 'briefs' ), '', array( 'response' => 403 ) );
	}
	check_admin_referer( 'briefs_test' );
	set_transient( 'briefs_test_' . get_current_user_id(), array( 'fault' => briefs_test_connection() ), 60 );
	wp_safe_redirect( admin_url( 'options-general.php?page=briefs' ) );
	exit;
}

function briefs_settings_page(): void {
	list( $address ) = briefs_connection();
	$is_constant     = defined( 'BRIEFS_CONNECTION' );
	$tested          = get_transient( 'briefs_test_' . get_current_user_id() );
	delete_transient( 'briefs_test_' . get_current_user_id() );
	?>
	<div class="wrap">
		<h1><?php esc_html_e( 'Briefs', 'briefs' ); ?></h1>
		<?php if ( is_array( $tested ) && '' === $tested['fault'] ) : ?>
			<div class="notice notice-success"><p><?php esc_html_e( 'The service took a test message.', 'briefs' ); ?></p></div>
		<?php elseif ( is_array( $tested ) ) : ?>
			<div class="notice notice-error"><p><?php echo esc_html( $tested['fault'] ); ?></p></div>
		<?php endif; ?>
		<p><?php esc_html_e( 'Every saved post is checked by the fact-check service; its briefs stand in the sidebar of the editor. Readers see nothing before an editor approves it on the review page, and then only data for search engines (ClaimReview).', 'briefs' ); ?></p>
		<form method="post" action="options.php">
			<?php settings_fields( 'briefs' ); ?>
			<table class="form-table" role="presentation">
				<tr>
					<th scope="row"><label for="briefs_connection"><?php esc_html_e( 'Connection', 'briefs' ); ?></label></th>
					<td>
						<?php if ( $is_constant ) : ?>
							<p><code><?php echo esc_html( $address ); ?></code></p>
							<p class="description"><?php esc_html_e( 'Set by BRIEFS_CONNECTION in wp-config.php.', 'briefs' ); ?></p>
						<?php else : ?>
							<input name="briefs_connection" id="briefs_connection" type="password" class="large-text code" autocomplete="off" spellcheck="false"
								placeholder="<?php echo esc_attr( '' === $address ? 'https://briefs.example/v1/hooks/wordpress#whsec_…' : __( 'Paste another one to replace it', 'briefs' ) ); ?>">
							<p class="description">
								<?php if ( '' === $address ) : ?>
									<?php esc_html_e( 'One line; whoever runs the service gets it by: briefs service connection wordpress', 'briefs' ); ?>
								<?php else : ?>
									<?php esc_html_e( 'Connected to', 'briefs' ); ?> <code><?php echo esc_html( $address ); ?></code> <br><?php esc_html_e( 'The secret is kept and not shown again.', 'briefs' ); ?>
								<?php endif; ?>
							</p>
						<?php endif; ?>
					</td>
				</tr>
			</table>
			<?php $is_constant || submit_button(); ?>
		</form>
		<?php if ( '' !== $address ) : ?>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<input type="hidden" name="action" value="briefs_test">
				<?php wp_nonce_field( 'briefs_test' ); ?>
				<?php submit_button( __( 'Test the connection', 'briefs' ), 'secondary', 'submit', false ); ?>
			</form>
		<?php endif; ?>
	</div>
	<?php
}

add_action( 'admin_init', 'briefs_register_settings' );
add_action( 'admin_menu', 'briefs_add_settings_page' );
add_action( 'admin_post_briefs_test', 'briefs_handle_test' );
add_filter( 'plugin_action_links_briefs/briefs.php', 'briefs_settings_link' );
