/**
 * The sidebar of the block editor. Every word that comes from the service is a text node or, where it is an address, checked to be http(s):
 * nothing of it is ever read as markup. Plain JavaScript over WordPress's own packages; nothing is built and nothing is loaded from elsewhere.
 */
( function ( wp ) {
	'use strict';

	const el = wp.element.createElement;
	const { useState, useEffect, useCallback, Fragment } = wp.element;
	const { useSelect, useDispatch } = wp.data;
	const { __, _n, sprintf } = wp.i18n;
	const { Button, Notice, PanelBody, TextControl, ToggleControl, Spinner } = wp.components;
	const { PluginSidebar, PluginSidebarMoreMenuItem, PluginDocumentSettingPanel } = wp.editPost;
	const LOOK_AGAIN_MS = 4000;
	const LONG_S = 3600;
	const SIDEBAR = 'briefs';

	/** The address when it is http(s); else null. */
	function address( url ) {
		return typeof url === 'string' && /^https?:\/\/[^\s]+$/i.test( url ) ? url : null;
	}

	function link( url, words, className ) {
		const href = address( url );
		return href ? el( 'a', { href, target: '_blank', rel: 'noopener noreferrer', className }, words ) : null;
	}

	function time( seconds ) {
		return new Date( seconds * 1000 ).toLocaleString( undefined, { dateStyle: 'short', timeStyle: 'short' } );
	}

	/** What the server has for the post; asked again after a save, and while something is awaited. */
	function usePanel() {
		const postId = useSelect( ( select ) => select( 'core/editor' ).getCurrentPostId(), [] );
		const isSaving = useSelect( ( select ) => {
			const editor = select( 'core/editor' );
			return editor.isSavingPost() && ! editor.isAutosavingPost();
		}, [] );
		const [ data, setData ] = useState( null );
		const [ fault, setFault ] = useState( '' );
		const load = useCallback( () => {
			return wp.apiFetch( { path: '/briefs/v1/panel/' + postId } ).then(
				( found ) => {
					setData( found );
					setFault( '' );
				},
				( error ) => {
					// a new post that was never saved is no fault
					setFault( { briefs_no_post: 'new', briefs_own: 'own' }[ error && error.code ] || 'unread' );
				}
			);
		}, [ postId ] );
		useEffect( () => {
			if ( postId && ! isSaving ) {
				load();
			}
		}, [ postId, isSaving, load ] );
		const isAwaited = !! data && data.is_awaited && data.now - data.hook.at < LONG_S;
		useEffect( () => {
			if ( ! isAwaited ) {
				return undefined;
			}
			const timer = setInterval( load, LOOK_AGAIN_MS );
			return () => clearInterval( timer );
		}, [ isAwaited, load ] );
		return { data, fault, load };
	}

	function counts( panel ) {
		const found = {};
		panel.claims.forEach( ( claim ) => {
			if ( ! claim.is_kept_back ) {
				found[ claim.standing_word ] = ( found[ claim.standing_word ] || 0 ) + 1;
			}
		} );
		return Object.keys( found )
			.map( ( word ) => found[ word ] + ' ' + word )
			.join( ', ' );
	}

	function faults( panel ) {
		return panel.claims.filter( ( claim ) => claim.wording && claim.wording.is_fault ).length;
	}

	/** How it stands, above everything: what is awaited, what went wrong, what is out of date. */
	function statusOf( { data, fault } ) {
		const note = ( status, words ) => el( Notice, { status, isDismissible: false, className: 'briefs-notice' }, words );
		if ( fault === 'new' ) {
			return [ note( 'info', __( 'Save the post, and it is checked.', 'briefs' ) ) ];
		}
		if ( fault === 'own' ) {
			return [ note( 'info', __( 'This draft holds the briefs of another post. It is not checked itself.', 'briefs' ) ) ];
		}
		if ( fault ) {
			return [ note( 'warning', __( 'The briefs could not be read from this site. They are looked for again when the post is saved.', 'briefs' ) ) ];
		}
		if ( ! data ) {
			return [ el( Spinner ) ];
		}
		const parts = [];
		if ( ! data.is_connected ) {
			parts.push( note( 'warning', __( 'Not connected to a fact-check service. An administrator pastes the connection under Settings, Briefs.', 'briefs' ) ) );
		}
		if ( data.hook && data.hook.state === 'refused' ) {
			parts.push( note( 'error', sprintf( /* translators: %d: HTTP status */ __( 'The service did not take the last save (status %d). Save again, or ask an administrator to test the connection.', 'briefs' ), data.hook.status ) ) );
		} else if ( data.hook && data.hook.state === 'again' ) {
			parts.push( note( 'warning', __( 'The service does not answer. It is told again by itself.', 'briefs' ) ) );
		} else if ( data.is_awaited && data.now - data.hook.at > LONG_S ) {
			parts.push( note( 'warning', sprintf( /* translators: %s: a time */ __( 'The service was told at %s, and nothing came back. Save again, or ask whoever runs the service.', 'briefs' ), time( data.hook.at ) ) ) );
		} else if ( data.is_awaited ) {
			parts.push( el( 'p', { className: 'briefs-awaited', role: 'status' }, el( Spinner ), sprintf( /* translators: %s: a time */ __( 'Being checked since %s.', 'briefs' ), time( data.hook.at ) ) ) );
		}
		if ( data.problem ) {
			parts.push( note( 'error', sprintf( /* translators: %s: why */ __( 'The last check came to nothing: %s', 'briefs' ), data.problem ) ) );
		}
		if ( data.panel && data.is_stale ) {
			parts.push( note( 'warning', __( 'The post was edited after these briefs were made. An approval holds for the text that was checked: nothing is shown to readers until the new text is checked and approved.', 'briefs' ) ) );
		}
		if ( ! data.panel && ! data.is_awaited && ! data.problem && data.is_connected ) {
			parts.push( note( 'info', __( 'No briefs yet: save the post, and it is checked.', 'briefs' ) ) );
		}
		return parts;
	}

	/** A note, shown and read out; its brief may be folded. */
	function goTo( id ) {
		const note = document.getElementById( id );
		if ( note ) {
			note.closest( 'details' ).open = true;
			note.scrollIntoView( { block: 'nearest' } );
			note.focus();
		}
	}

	function Marks( { notes, claim } ) {
		return notes.map( ( number ) => {
			const id = 'briefs-note-' + claim + '-' + number;
			const onClick = ( event ) => {
				event.preventDefault();
				goTo( id );
			};
			return el( 'a', { key: number, className: 'briefs-mark', href: '#' + id, onClick }, '[' + number + ']' );
		} );
	}

	function Wording( { wording, labels, claim } ) {
		return el( 'div', { className: 'briefs-wording' + ( wording.is_fault ? ' is-fault' : '' ) },
			el( 'p', { className: 'briefs-label' }, labels.in_article + ' ', el( 'strong', null, wording.heading ) ),
			...wording.rows.map( ( row, index ) => el( 'p', { key: index },
				el( 'span', { className: 'briefs-label' }, row.label + ' ' ), row.text, ' ', el( Marks, { notes: row.notes, claim } )
			) )
		);
	}

	function NoteItem( { note, labels, claim } ) {
		const source = link( note.url, note.source );
		const quote = note.is_quotation ? labels.quote_open + note.quote + labels.quote_close : note.quote;
		return el( 'li', { value: note.number, id: 'briefs-note-' + claim + '-' + note.number, tabIndex: -1 },
			source || note.source, note.language_line ? '; ' + note.language_line + ' ' : ': ',
			el( 'span', { lang: note.language || undefined, dir: note.language ? 'auto' : undefined, className: 'briefs-quote' }, quote )
		);
	}

	function Claim( { claim, labels, isOpen } ) {
		if ( claim.is_kept_back ) {
			return el( 'section', { className: 'briefs-claim' },
				el( 'p', { className: 'briefs-text' }, claim.number + '. ' + claim.text ),
				el( 'p', null, claim.kept_back_because ),
				el( 'p', null, link( claim.review_url, labels.panel_review_claim ) )
			);
		}
		const wording = claim.wording && el( Wording, { wording: claim.wording, labels, claim: claim.number } );
		return el( 'section', { className: 'briefs-claim is-' + String( claim.standing ).replace( /[^a-z]/g, '' ) },
			el( 'p', { className: 'briefs-head' },
				el( 'span', { className: 'briefs-badge' }, claim.standing_word ),
				claim.decision === 'approved' && el( 'span', { className: 'briefs-approved' }, '✓ ' + __( 'approved', 'briefs' ) )
			),
			el( 'p', { className: 'briefs-text' }, claim.number + '. ' + claim.text ),
			claim.holders_line && el( 'p', { className: 'briefs-standing' }, claim.holders_line + '.' ),
			claim.not_publishable && el( 'p', { className: 'briefs-warning' }, claim.not_publishable ),
			wording,
			el( 'details', { open: isOpen },
				el( 'summary', null, sprintf( /* translators: %d: how many sources are cited */ _n( 'The brief, %d note', 'The brief, %d notes', claim.notes.length, 'briefs' ), claim.notes.length ) ),
				...claim.sections.map( ( section, index ) => el( 'p', { key: index },
					el( 'span', { className: 'briefs-label' }, section.heading + '. ' ),
					...section.sentences.map( ( sentence, at ) => el( Fragment, { key: at }, sentence.text + ' ', el( Marks, { notes: sentence.notes, claim: claim.number } ), ' ' ) )
				) ),
				claim.empty && el( 'p', null, claim.empty ),
				el( 'p', { className: 'briefs-small' }, claim.origins_line ),
				claim.would_change && el( 'p', { className: 'briefs-small' }, labels.would_change + ' ' + claim.would_change ),
				claim.withheld_line && el( 'p', { className: 'briefs-small' }, claim.withheld_line ),
				claim.notes.length > 0 && el( 'ol', { className: 'briefs-notes', 'aria-label': labels.notes_heading }, ...claim.notes.map( ( note ) => el( NoteItem, { key: note.number, note, labels, claim: claim.number } ) ) )
			),
			el( 'p', { className: 'briefs-small' }, claim.decision_line && claim.decision_line + '. ', link( claim.review_url, labels.panel_review_claim ) )
		);
	}

	function Briefs( { panel } ) {
		const [ isOnlyFaults, setOnlyFaults ] = useState( false );
		const count = faults( panel );
		const shown = panel.claims.filter( ( claim ) => ! isOnlyFaults || ( claim.wording && claim.wording.is_fault ) );
		return el( PanelBody, null,
			el( 'p', { className: 'briefs-about' }, panel.labels.panel_about ),
			panel.claims.length > 0 && el( 'p', null, counts( panel ) + '. ' + panel.counts_line ),
			panel.review_url && el( Button, { variant: 'secondary', href: address( panel.review_url ) || undefined, target: '_blank', className: 'briefs-review' }, panel.labels.panel_review ),
			panel.claims.length === 0 && el( 'p', null, __( 'No claim was found that could be checked.', 'briefs' ) ),
			count > 0 && el( ToggleControl, { label: sprintf( /* translators: %d: how many claims */ __( 'Only what must change (%d)', 'briefs' ), count ), checked: isOnlyFaults, onChange: setOnlyFaults } ),
			...shown.map( ( claim ) => el( Claim, { key: claim.id, claim, labels: panel.labels, isOpen: panel.claims.length <= 2 } ) )
		);
	}

	/** Which collection of sources the post is checked against; empty: the service's own choice. */
	function Corpus() {
		const meta = useSelect( ( select ) => select( 'core/editor' ).getEditedPostAttribute( 'meta' ), [] );
		const { editPost } = useDispatch( 'core/editor' );
		if ( ! meta || meta.briefs_corpus === undefined ) {
			return null;
		}
		return el( PanelBody, { title: __( 'Sources', 'briefs' ), initialOpen: false },
			el( TextControl, {
				label: __( 'Corpus', 'briefs' ),
				help: __( 'The collection of sources that this post is checked against. Empty: the one that is set up for this site.', 'briefs' ),
				value: meta.briefs_corpus,
				onChange: ( value ) => editPost( { meta: { briefs_corpus: value } } ),
			} )
		);
	}

	function BriefsSidebar() {
		const { data, fault } = usePanel();
		const { openGeneralSidebar } = useDispatch( 'core/edit-post' );
		const title = __( 'Fact-check briefs', 'briefs' );
		const panel = data && data.panel;
		const changes = panel ? faults( panel ) : 0;
		const status = statusOf( { data, fault } );
		return el( Fragment, null,
			el( PluginSidebarMoreMenuItem, { target: SIDEBAR, icon: 'yes-alt' }, title ),
			el( PluginDocumentSettingPanel, { name: 'briefs-summary', title, className: 'briefs-summary' },
				panel
					? el( Fragment, null,
						el( 'p', null, counts( panel ) || __( 'No claim was found that could be checked.', 'briefs' ) ),
						changes > 0 && el( 'p', { className: 'briefs-warning' }, sprintf( /* translators: %d: how many places */ _n( '%d place in the post must change.', '%d places in the post must change.', changes, 'briefs' ), changes ) )
					)
					: el( 'p', null, data && data.is_awaited ? __( 'Being checked.', 'briefs' ) : __( 'No briefs yet.', 'briefs' ) ),
				el( Button, { variant: 'secondary', onClick: () => openGeneralSidebar( 'briefs/' + SIDEBAR ) }, __( 'Show the briefs', 'briefs' ) )
			),
			el( PluginSidebar, { name: SIDEBAR, title, icon: 'yes-alt', className: 'briefs-sidebar' },
				status.length > 0 && el( PanelBody, null, ...status ),
				panel && el( Briefs, { panel } ),
				el( Corpus )
			)
		);
	}

	wp.plugins.registerPlugin( 'briefs', { render: BriefsSidebar } );
} )( window.wp );
