"""Who stands behind an assertion: names merged across spellings and scripts, spokesmen with what they speak for, sides, anonymity."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from briefs import language as lang
from briefs.assess.bodies import body_key
from briefs.assess.concepts import concepts_of
from briefs.assess.publishers import family_of
from briefs.assess.stance import same_name
from briefs.assess.states import governments_in, is_state_name, speaks_for_a_state, states_in
from briefs.assess.tables import has_cue

_VOICE_OF = re.compile(
    r"\b(?:spokes\w+|press secretary|chief executive|ceo|chair\w*|president|director|head(?:s|ed)?|chief|boss|governor|founder|"
    r"leader|minister|commissioner|"
    r"secretary|advis[eo]r|aide|deputy|mayor|admiral|general|commander|berater\w*|советник\w*|радник\w*|депутат\w*|sprecher\w*|vorstand\w*|\w*chef\w*|minister\w*|präsident\w*|представител\w*|пресс-секретар\w*|речни\w*|глава|начальник\w*|министр\w*|міністр\w*|"
    r"porte-parole|portavoz|rzecznik\w*|szef\w*|prezes\w*)\b",
    re.IGNORECASE,
)
_MOUTHPIECE = re.compile(
    r"\b(?:spokes\w+|press secretary|press office|"
    r"sprecher\w*|представител\w*|пресс-секретар\w*|речни\w*|porte-parole|portavoz|rzecznik\w*)\b",
    re.IGNORECASE,
)
_ANONYMOUS = re.compile(
    r"\b(?:sources?|people|persons?|insiders?|somebody|someone|informants?|whistleblowers?|unnamed|anonym\w*|"
    r"familiar with|close to|knowledge of|"
    r"quellen?|kreisen?|sicherheitskreisen?|insider\w*|informant\w*|источник\w*|собеседник\w*|співрозмовник\w*|джерел\w*|fuentes?|źród\w*|informator\w*)\b",
    re.IGNORECASE,
)
_OFFICIALS = re.compile(r"\b(?:officials?|official's|beamte\w*|чиновник\w*|funcionari\w+|responsables?|urzędnik\w*)\b", re.IGNORECASE)
_AGENTS = frozenset(
    [
        "company",
        "executive",
        "spokesman",
        "scientist",
        "analyst",
        "journalist",
        "movement",
        "family",
        "worker",
        "government",
        "minister",
        "commander",
        "prosecutor",
        "witness",
        "source",
        "party",
        "sailor",
        "president",
        "prime",
        "parliament",
        "police",
        "court",
        "embassy",
        "board",
        "bank",
        "navy",
        "army",
        "patient",
        "owner",
        "woman",
        "man",
        "hospital",
        "school",
        "regiment",
        "intelligence",
    ]
)
_BODY = re.compile(
    r"\b(?:Bank|Ministry|Agency|Office|Institute|University|Times|News|Post|Journal|Group|AG|Inc|Ltd|Corp|Company|Commission|Council|Service|Authority|"
    r"Department|Court|Tribunal|Committee|Party|Association|Union|Foundation|Board|Bureau|Centre|Center|Report|TV|Radio|Cross|Street|House|Guard|Navy|Army|"
    r"Zeitung|Bundes\w+|Universität|Institut|Verband|Behörde)\b"
)
_NEWS = re.compile(
    r"(?:the |some |many |several |early |earlier |first |other |initial |media |press |news |previous |recent |unconfirmed )*"
    r"(?:reports?|accounts?|rumou?rs?|media|news)$",
    re.IGNORECASE,
)
_OBSERVERS = re.compile(
    r"\b(?:media|press|newspapers?|reporters?|journalists?|analysts?|experts?|scientists?|researchers?|engineers?|seismologists?)$",
    re.IGNORECASE,
)
"""Who watches for a living speaks for no state, whatever its nationality; what a state owns is called so."""
_WORDS = r"(?:words|remarks?|statements?|comments?|tweets?|posts?|messages?|letters?|announcements?|press releases?|declarations?)"
_WORDS_OF = re.compile(rf"(?:the |these |those |an? |\w+ed )*{_WORDS} (?:of|by|from) (?=[^\d])", re.IGNORECASE)
_ONES_WORDS = re.compile(rf"(.+?)['’]s? (?:\w+ )?{_WORDS}(?: (?:of|on|from|in) .+)?$", re.IGNORECASE)
_WHICH = re.compile(r"(?<=\w)(?:,\s|\s+(?:que|qui|który|która|которы\w+|який|яка|яке)\b)")
_BEFORE, _AFTER = 70, 90
_PARTY_REACH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asserter:
    """A root: the key is the same for every spelling of it, for its spokesmen and for its newsroom family."""

    key: str
    name: str
    description: str = ""
    is_anonymous: bool = False
    states: frozenset[str] = frozenset()
    """States for which it speaks."""
    is_party: bool = False
    """Sources place it on a side of the matter."""
    names: tuple[str, ...] = ()
    """Every name that stands for it: its own and those of the bodies it speaks for."""
    offices: str = ""
    """Its office as concepts, when it is named by one."""


@dataclass(frozen=True, slots=True)
class Affiliation:
    """What a source says somebody is: a phrase, the body named in it, states and offices."""

    phrase: str
    body: str
    states: frozenset[str]
    offices: str
    is_mouthpiece: bool


@dataclass(slots=True)
class Registry:
    """Names of a corpus, each resolved to one canonical spelling. Candidates come from shared name keys, never from all pairs."""

    _canonical: dict[str, str] = field(default_factory=dict)
    _by_token: dict[str, list[str]] = field(default_factory=dict)
    _affiliations: dict[str, Affiliation] = field(default_factory=dict)
    _parties: set[str] = field(default_factory=set)
    is_closed: bool = False
    """Set when all names are known: later questions change nothing, so that claims may be asked in any order and on threads."""
    _office_states: dict[str, dict[str, int]] = field(default_factory=dict)

    def canonical(self, name: str) -> str:
        """The canonical spelling of a name, registering it when new: the first spelling seen."""
        known = self._canonical.get(name)
        if known is not None:
            return known
        tokens = _tokens(name)
        for candidate in dict.fromkeys(c for token in tokens for c in self._by_token.get(token, ())):
            if same_name(name, candidate):
                if not self.is_closed:
                    self._canonical[name] = candidate
                return candidate
        if self.is_closed:
            return name
        self._canonical[name] = name
        for token in tokens:
            self._by_token.setdefault(token, []).append(name)
        return name

    def learn(self, person: str, affiliation: Affiliation) -> None:
        """Record what a source says a person is; one that names a body or a state replaces one that names neither."""
        name = self.canonical(person)
        known = self._affiliations.get(name)
        if known is None or (not known.body and affiliation.body) or (not known.states and affiliation.states):
            self._affiliations[name] = affiliation

    def affiliation(self, name: str) -> Affiliation | None:
        """What sources say the bearer of a canonical name is."""
        return self._affiliations.get(name)

    def learn_party(self, name: str) -> None:
        """Record that some source places the bearer of a name on a side of the matter."""
        self._parties.add(self.canonical(name))

    def is_party(self, name: str) -> bool:
        """Whether any source places the bearer of a name on a side."""
        return self.canonical(name) in self._parties

    def learn_office(self, phrase: str, language: str) -> None:
        """Count the state that goes with an office, so that "the ministry" alone can be placed."""
        key = body_key(phrase, language)
        if key and key[0] and "+" not in key[0]:
            self._office_states.setdefault(key[1], {}).setdefault(key[0], 0)
            self._office_states[key[1]][key[0]] += 1

    def state_of_office(self, offices: str) -> str:
        """The only state whose such office the corpus speaks of; "" when there are several or none."""
        states = self._office_states.get(offices, {})
        return next(iter(states)) if len(states) == 1 else ""

    def body_of(self, name: str) -> str:
        """The body for which a name speaks; the canonical name itself when it speaks for none."""
        canonical = self.canonical(name)
        affiliation = self._affiliations.get(canonical)
        return self.canonical(affiliation.body) if affiliation and affiliation.body else canonical


def resolve_speaker(
    speaker: str, *, named: str, description: str, outlet: str, anonymous: bool, registry: Registry, language: str
) -> Asserter | None:
    """The asserter that a speaker phrase means; None when the words name nobody who could assert ("footage", "earlier reports").

    `outlet` is whose unnamed sources they are. An anonymous source of a government is that government's, whichever newsroom has it; any
    other is the newsroom's.
    """
    phrase = _whose_words(named or speaker)
    whole = f"{speaker} {phrase} {description}"
    names = [mention.span.of(phrase) for mention in lang.find_names(phrase, language)] or _named_after_an_article(phrase)
    is_party = _is_party(whole, language)
    if len(names) == 1 and is_state_name(_plain(phrase)):
        state = "+".join(sorted(states_in(phrase)))
        return Asserter(key=f"body:{state}:government", name=_plain(phrase), states=states_in(phrase), names=(), offices="government")
    names = [name for name in names if not is_state_name(name)]
    personal = [name for name in names if is_personal(name)]
    unnamed = anonymous or bool(_ANONYMOUS.search(phrase)) or (bool(_OFFICIALS.search(phrase)) and not personal)
    if _NEWS.match(phrase):
        return None
    if unnamed and not personal:
        return _unnamed(speaker, phrase, description, outlet, language, is_party=is_party)
    office = body_key(phrase, language)
    if not personal and office is not None:
        state = office[0] or registry.state_of_office(office[1])
        if state or not names:
            key = f"body:{state}:{office[1]}"
            states = frozenset(state.split("+")) if state else frozenset()
            return Asserter(
                key=key,
                name=_plain(phrase),
                description=description,
                states=states,
                is_party=is_party,
                names=tuple(names),
                offices=office[1],
            )
    if not names:
        words = {c for token in lang.content_tokens(phrase, language) for c in concepts_of(token.span.of(phrase), language)}
        if not words & _AGENTS:
            return None
        return Asserter(
            key=f"noun:{_plain(phrase).casefold()}",
            name=_plain(phrase),
            description=description,
            states=frozenset() if _OBSERVERS.search(phrase) else _states_of(whole),
            is_party=is_party,
        )
    return _named(phrase, personal[0] if personal else max(names, key=len), names, description, registry, language, is_party=is_party)


def _whose_words(phrase: str) -> str:
    """Who speaks in "the quoted words of the minister", "the ministry's tweet of 29 March", "el diario que publicó …"."""
    opening = _WORDS_OF.match(phrase)
    owned = _ONES_WORDS.match(phrase)
    whose = phrase[opening.end() :] if opening else owned[1] if owned else phrase
    return _WHICH.split(whose)[0] or phrase


def _named_after_an_article(phrase: str) -> list[str]:
    """A lone capitalised word after "of" or a genitive article: German capitalises common nouns too, so only the last one counts."""
    match = re.search(r"\b(?:der|des|von|vom|of the|of|du|de la|de)\s+([A-ZÄÖÜ][\w-]+)\s*$", phrase)
    return [match.group(1)] if match and not concepts_of(match.group(1), "de") else []


def _named(phrase: str, name: str, names: list[str], description: str, registry: Registry, language: str, *, is_party: bool) -> Asserter:
    name = registry.canonical(name)
    affiliation = registry.affiliation(name) if is_personal(name) else None
    if affiliation and not affiliation.states and affiliation.offices and registry.state_of_office(affiliation.offices):
        affiliation = replace(affiliation, states=frozenset({registry.state_of_office(affiliation.offices)}))
    whole = f"{phrase} {description} {affiliation.phrase if affiliation else ''}"
    body = registry.body_of(name) if is_personal(name) else name
    states = _states_of(whole) or (affiliation.states if affiliation else frozenset())
    key = f"name:{family_of(body)}"
    if affiliation and not affiliation.body and affiliation.offices and affiliation.is_mouthpiece:
        key = f"body:{'+'.join(sorted(affiliation.states))}:{affiliation.offices}"
    return Asserter(
        key=key,
        name=name if is_personal(name) else _plain(phrase) if len(phrase.split()) <= 6 else name,
        description=description or (affiliation.phrase if affiliation else ""),
        states=states,
        is_party=is_party
        or registry.is_party(name)
        or registry.is_party(body)
        or _is_party(affiliation.phrase if affiliation else "", language),
        names=tuple(dict.fromkeys([name, body, *names])),
        offices=affiliation.offices if affiliation else "",
    )


def _unnamed(speaker: str, phrase: str, description: str, outlet: str, language: str, *, is_party: bool) -> Asserter:
    states = _states_of(f"{speaker} {phrase} {description}")
    side = "+".join(sorted(states))
    shown = _plain(speaker) if len(_plain(speaker)) > 3 else _plain(phrase)
    if outlet and not states and outlet.casefold() not in shown.casefold():
        shown = f"{shown} ({outlet})"
    return Asserter(
        key=f"anon:{side}" if side else f"anon:{family_of(outlet)}",
        name=shown,
        description=description,
        is_anonymous=True,
        states=states,
        is_party=is_party,
    )


def describe_speaker(text: str, start: int, end: int) -> str:
    """The apposition beside a speaker ("X, the head of Y,"), "" when there is none."""
    after = text[end : end + _AFTER]
    if not after.startswith(","):
        return ""
    match = re.match(r",\s*([^.;:()\"“”„«»\n,]{3,80})[,.;]", after)
    return match.group(1).strip() if match else ""


def find_affiliation(text: str, name: str, language: str) -> Affiliation | None:
    """What a text says a named person is, right before the name ("the ministry's spokesman, N"; "Governor N") or right after it."""
    best: Affiliation | None = None
    for match in list(re.finditer(re.escape(name), text))[:6]:
        before = re.split(r"[.;:!?\"“”„«»\n]", text[max(0, match.start() - _BEFORE) : match.start()])[-1]
        for phrase in (describe_speaker(text, match.start(), match.end()), before.strip()):
            if not phrase or not _VOICE_OF.search(phrase[-_BEFORE:]):
                continue
            bodies = [m.span.of(phrase) for m in lang.find_names(phrase, language) if not m.opens_sentence]
            bodies = [body for body in bodies if not is_personal(body) and not same_name(body, name) and body_key(body, language) is None]
            bodies = [body for body in bodies if not states_in(body)]
            office = body_key(phrase, language)
            found = Affiliation(
                phrase, bodies[-1] if bodies else "", _states_of(phrase), office[1] if office else "", bool(_MOUTHPIECE.search(phrase))
            )
            if best is None or (found.body and not best.body) or (found.states and not best.states and not best.body):
                best = found
    return best


def is_called_a_party(text: str, name: str, language: str) -> bool:
    """Whether the words right before or right after a name place its bearer on a side ("the partisan movement N", "N, a rebel group")."""
    for match in list(re.finditer(re.escape(name), text))[:4]:
        before = re.split(r"[.;:!?,\n]", text[max(0, match.start() - _PARTY_REACH) : match.start()])[-1]
        after = describe_speaker(text, match.start(), match.end())
        if _is_party(f"{before} {after}", language):
            return True
    return False


def learn_affiliations(registry: Registry, speakers: Iterable[tuple[str, str, str]]) -> None:
    """From (speaker, the text it stands in, language) learn what each named person is."""
    for name, text, language in speakers:
        affiliation = find_affiliation(text, name, language)
        if affiliation is not None:
            registry.learn(name, affiliation)


def is_personal(name: str) -> bool:
    """Whether a name looks like a person's: two or three words without a word for a body or a state."""
    return 2 <= len(name.split()) <= 3 and not _BODY.search(name) and not speaks_for_a_state(name) and not states_in(name)


def _states_of(whole: str) -> frozenset[str]:
    states = states_in(whole)
    if not states:
        return frozenset()
    return states if speaks_for_a_state(whole) or governments_in(whole) or len(whole.split()) <= 4 else frozenset()


def _is_party(whole: str, language: str) -> bool:
    return any(has_cue(whole, table="stance_cues.yaml", group="party_words", language=code) for code in {language, "en"})


def _plain(phrase: str) -> str:
    return re.sub(r"^(?:the|der|die|das|dem|den|des|la|le|el)\s+", "", phrase.strip(), flags=re.IGNORECASE)


def _tokens(name: str) -> list[str]:
    tokens = [token[:4] for token in lang.name_key(name).split() if len(token) > 1]
    words = re.findall(r"\w+", name)
    initials = "".join(word[0] for word in words if word[:1].isupper()).casefold()
    return [
        *tokens,
        *([f"={initials}"] if len(initials) > 1 else []),
        *([f"={name.casefold()}"] if name.isupper() and len(name) <= 6 else []),
    ]
