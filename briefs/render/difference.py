"""The difference between two documents: lines for a terminal, and plain data for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from briefs.domain import Brief, Source, Standing, Statement
from briefs.domain.difference import ClaimChange, Difference
from briefs.domain.wire import Json
from briefs.render.plain import Redaction
from briefs.render.strings import Strings, strings


def difference_lines(difference: Difference, *, language: str, sources: Iterable[Source] = ()) -> Iterator[str]:
    """One thing a line, details indented; `-` for what is gone, `+` for what is new. `sources` are those of both documents: what is to be
    hidden of them is. At least one line."""
    words, shown = strings(language), Redaction.of(tuple(sources))
    if difference.is_empty:
        yield words("diff_none", count=difference.unchanged)
        return
    if difference.article_changed:
        yield words("diff_article")
    before, after = difference.as_of
    if before != after:
        yield words("diff_as_of", before=before, after=after)
    for source in difference.sources_added:
        yield words("diff_source_added", source=_named(source, words, shown))
    for source in difference.sources_removed:
        yield words("diff_source_removed", source=_named(source, words, shown))
    for source in difference.sources_changed:
        yield words("diff_source_changed", source=_named(source, words, shown))
    for brief in difference.claims_added:
        yield words("diff_claim_added", standing=_standing(brief.assessment.standing, words), claim=shown(brief.claim.text))
    for brief in difference.claims_removed:
        yield words("diff_claim_removed", standing=_standing(brief.assessment.standing, words), claim=shown(brief.claim.text))
    for change in difference.changes:
        if change.is_seen:
            yield from _change(change, words, shown)
    unseen = sum(not change.is_seen for change in difference.changes)
    if unseen:
        yield words("diff_unseen_one" if unseen == 1 else "diff_unseen", count=unseen)
    broken = sum(change.breaks_approval for change in difference.changes)
    if broken:
        yield words("diff_approval_one" if broken == 1 else "diff_approval", count=broken)
    yield words("diff_unchanged_one" if difference.unchanged == 1 else "diff_unchanged", count=difference.unchanged)


def difference_to_json(difference: Difference) -> Json:
    """The same as plain data; of a confidential source its id and what readers may see."""
    return {
        "is_empty": difference.is_empty,
        "article_changed": difference.article_changed,
        "as_of": {"before": difference.as_of[0], "after": difference.as_of[1]},
        "sources_added": [_source(source) for source in difference.sources_added],
        "sources_removed": [_source(source) for source in difference.sources_removed],
        "sources_changed": [_source(source) for source in difference.sources_changed],
        "claims_added": [_claim(brief) for brief in difference.claims_added],
        "claims_removed": [_claim(brief) for brief in difference.claims_removed],
        "claims_changed": [_change_to_json(change) for change in difference.changes],
        "claims_unchanged": difference.unchanged,
    }


def _change(change: ClaimChange, words: Strings, shown: Redaction) -> Iterator[str]:
    before, after = change.standings
    named = words("diff_claim", claim=shown(change.after.claim.text))
    if before is after:
        yield f"{named} {words('diff_still', standing=_standing(after, words))}"
    else:
        yield f"{named} {words('diff_standing', before=_standing(before, words), after=_standing(after, words))}"
    for mark, text in change_rows(change, words, shown):
        yield f"  {mark} {text}" if mark else f"    {text}"


def change_rows(change: ClaimChange, words: Strings, shown: Redaction) -> Iterator[tuple[str, str]]:
    """(`-` for what is gone, `+` for what is new, "" for what is told of both; a sentence), but the standings themselves."""
    for reason in change.reasons:
        yield "", words("diff_because", reason=shown(reason.text))
    if change.is_reworded:
        yield "", words("diff_reworded", claim=shown(change.before.claim.text))
    for name in change.origins_removed:
        yield "-", words("diff_origin", name=shown(name))
    for name in change.origins_added:
        yield "+", words("diff_origin", name=shown(name))
    yield from _sentences("-", "diff_sentence", change.sentences_removed, words, shown)
    yield from _sentences("+", "diff_sentence", change.sentences_added, words, shown)
    yield from _sentences("-", "diff_withheld", change.withheld_removed, words, shown)
    yield from _sentences("+", "diff_withheld", change.withheld_added, words, shown)
    if change.wordings is not None:
        old, new = change.wordings
        verdicts = {name: words(f"verdict_{wording.verdict.value}") for name, wording in (("before", old), ("after", new))}
        yield "", words("diff_wording", **verdicts)
        if new.proposal:
            yield "", f"  {words('proposal')} {shown(new.proposal)}"
    if change.publishable_changed:
        yield "", words("diff_publishable" if change.after.is_publishable else "diff_not_publishable")


def _sentences(mark: str, key: str, statements: Iterable[Statement], words: Strings, shown: Redaction) -> Iterator[tuple[str, str]]:
    for statement in statements:
        yield mark, words(key, section=words(f"section_{statement.section.value}"), text=shown(statement.text))


def _named(source: Source, words: Strings, shown: Redaction) -> str:
    name = shown(source.shown_name)
    dated = f"{name}, {words.date(source.published_at)}" if source.published_at else name
    return f"{dated} ({shown(source.id)})"


def _standing(standing: Standing, words: Strings) -> str:
    return words(f"standing_{standing.value}")


def _source(source: Source) -> Json:
    return {"id": source.id, "publisher": source.shown_name, "sha256": source.sha256}


def _claim(brief: Brief) -> Json:
    return {"id": brief.claim.id, "text": brief.claim.text, "standing": brief.assessment.standing.value, "brief_sha256": brief.sha256}


def _change_to_json(change: ClaimChange) -> Json:
    return {
        "before": _claim(change.before),
        "after": _claim(change.after),
        "standing_changed": change.standings[0] is not change.standings[1],
        "reasons": [{"rule": reason.rule, "text": reason.text} for reason in change.reasons],
        "origins_added": list(change.origins_added),
        "origins_removed": list(change.origins_removed),
        **{
            name: [{"section": statement.section.value, "text": statement.text} for statement in getattr(change, name)]
            for name in ("sentences_added", "sentences_removed", "withheld_added", "withheld_removed")
        },
        "wording": None
        if change.wordings is None
        else {
            name: {"verdict": wording.verdict.value, "fault": wording.fault_text, "proposal": wording.proposal}
            for name, wording in zip(("before", "after"), change.wordings, strict=True)
        },
        "is_publishable": {"before": change.before.is_publishable, "after": change.after.is_publishable},
        "breaks_approval": change.breaks_approval,
    }
