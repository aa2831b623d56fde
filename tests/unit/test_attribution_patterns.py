"""Attributions in languages without a parser: the same constructions from cue patterns."""

from __future__ import annotations

import pytest

from briefs.assess.attribution import find_attributions
from briefs.domain import Attribution, Source, SpeechAct


def found(text: str, language: str, *, publisher: str = "Вечерняя почта") -> list[Attribution]:
    """The attributions of a text."""
    return list(find_attributions(Source(id="s", text=text, language=language, publisher=publisher)))


@pytest.mark.parametrize(
    ("language", "text", "speaker", "content"),
    [
        ("ru", "По словам мэра, мост рухнул в полдень.", "мэра", "мост рухнул в полдень"),
        ("ru", "Мост рухнул в полдень, сообщает полиция.", "полиция", "Мост рухнул в полдень"),
        ("ru", "Мост, как утверждает мэр, рухнул сам.", "мэр", "рухнул сам"),
        ("ru", "Полиция сообщила, что мост рухнул.", "Полиция", "мост рухнул"),
        ("ru", "Кроме того, в движении утверждают, что мост рухнул.", "движении", "мост рухнул"),
        ("ru", "«Мост рухнул ночью», — сказал Иван Петров.", "Иван Петров", "«Мост рухнул ночью»"),
        ("ru", "Мост рухнул. Об этом сообщил спикер полиции Иван Петров.", "спикер полиции Иван Петров", "Мост рухнул"),
        ("ru", "Корабль затонул, сообщили журналистам в министерстве обороны.", "министерстве обороны", "Корабль затонул"),
        ("uk", "За словами мера, міст упав опівдні.", "мера", "міст упав опівдні"),
        ("uk", "За даними поліції, міст упав опівдні.", "поліції", "міст упав опівдні"),
        ("uk", "Поліція повідомляє, що міст упав.", "Поліція", "міст упав"),
        ("uk", "Як запевняють партизани, міст упав опівдні.", "партизани", "міст упав опівдні"),
        ("uk", "Міст упав, повідомив речник флоту Іван Петренко.", "речник флоту Іван Петренко", "Міст упав"),
        ("de", "Nach Angaben der Polizei stürzte die Brücke ein.", "der Polizei", "stürzte die Brücke ein"),
        ("de", "Laut Polizei stürzte die Brücke ein.", "Polizei", "stürzte die Brücke ein"),
        ("de", "Die Brücke stürzte ein, sagte der Bürgermeister.", "der Bürgermeister", "Die Brücke stürzte ein"),
        ("de", "Die Polizei erklärte, dass die Brücke eingestürzt sei.", "Die Polizei", "die Brücke eingestürzt sei"),
        ("de", "Die Polizei erklärte, man habe die Brücke gesperrt.", "Die Polizei", "man habe die Brücke gesperrt"),
        ("de", "Wie die Polizei mitteilte, stürzte die Brücke ein.", "die Polizei", "stürzte die Brücke ein"),
        ("de", "Die Brücke stürzte ein, so der Bürgermeister.", "der Bürgermeister", "Die Brücke stürzte ein"),
        ("de", "Untersucht werde weiter, hieß es bei der Behörde.", "der Behörde", "Untersucht werde weiter"),
        ("pl", "Rzecznik policji powiedział, że most runął.", "Rzecznik policji", "most runął"),
        ("pl", "Według ministerstwa zginęło 20 osób.", "ministerstwa", "zginęło 20 osób"),
        ("fr", "Selon la police, le pont est tombé.", "la police", "le pont est tombé"),
        ("fr", "Le porte-parole a déclaré que le pont était tombé.", "Le porte-parole", "le pont était tombé"),
        ("es", "Según la policía, el puente cayó.", "la policía", "el puente cayó"),
        ("es", "El barco se hundió, informó la marina.", "la marina", "El barco se hundió"),
        ("it", "Secondo la polizia, il ponte è crollato.", "la polizia", "il ponte è crollato"),
        ("it", "La nave è affondata, ha riferito la marina.", "la marina", "La nave è affondata"),
    ],
)
def test_speaker_and_content(language: str, text: str, speaker: str, content: str) -> None:
    """A cue hands its content to the noun phrase beside it."""
    assert (speaker, content) in {(item.speaker, item.content.of(text)) for item in found(text, language)}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Мост рухнул в полдень."),
        ("ru", "Отряд получил новые лодки."),
        ("uk", "Міст упав опівдні."),
        ("de", "Die Brücke stürzte am Mittag ein."),
        ("de", "Das Gericht soll bis Mai gebaut werden."),
        ("de", "Die Stadt will eine Brücke bauen."),
        ("pl", "Most runął w południe."),
        ("fr", "Le pont est tombé à midi."),
        ("es", "El puente cayó a mediodía."),
        ("it", "Il ponte è crollato a mezzogiorno."),
    ],
)
def test_own_voice_has_no_attribution(language: str, text: str) -> None:
    """A statement of the source's own, or a plan, is no attribution."""
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "cue"),
    [
        ("ru", "Солдат якобы отправили в отпуск.", "якобы"),
        ("uk", "Солдатів нібито відправили у відпустку.", "нібито"),
        ("de", "Die Manager sollen die Bilanz gefälscht haben.", "sollen"),
        ("de", "Der Mann hat angeblich Geld genommen.", "angeblich"),
        ("fr", "L'homme aurait pris la fuite.", "aurait"),
        ("es", "El hombre supuestamente huyó.", "supuestamente"),
        ("it", "L'uomo sarebbe fuggito.", "sarebbe"),
        ("pl", "Mężczyzna rzekomo uciekł.", "rzekomo"),
    ],
)
def test_hedges_are_impersonal(language: str, text: str, cue: str) -> None:
    """A hedge without a name keeps a distance and has no speaker."""
    item = found(text, language)[0]
    assert item.cue is not None
    assert (item.speaker, item.is_hedged, item.cue.of(text)) == ("", True, cue)


def test_claiming_modal_has_its_subject_as_speaker() -> None:
    """ "Will ... gesehen haben" is the subject's own claim."""
    text = "Ein Zeuge will das Boot gesehen haben."
    item = found(text, "de")[0]
    assert (item.speaker, item.is_hedged) == ("Ein Zeuge", True)


def test_german_subjunctive_goes_on_with_the_speaker() -> None:
    """Sentences in Konjunktiv I go on within the paragraph; an indicative one, and a new paragraph, do not."""
    text = "Die Brücke sei sicher, sagte der Bürgermeister. Man habe sie geprüft. Sie ist 40 Jahre alt.\n\nMan habe sie nie gesperrt."
    assert [item.content.of(text) for item in found(text, "de") if item.speaker == "der Bürgermeister"] == [
        "Die Brücke sei sicher",
        "Man habe sie geprüft",
    ]


@pytest.mark.parametrize(
    ("language", "text", "speaker", "carrier"),
    [
        ("ru", "Издание «Вестник» со ссылкой на полицию пишет, что мост рухнул.", "полицию", "Вестник"),
        ("uk", "Видання «Вісник» з посиланням на поліцію пише, що міст упав.", "поліцію", "Вісник"),
        ("ru", "Мост рухнул, передаёт «Вестник» со ссылкой на полицию.", "полицию", "Вестник"),
    ],
)
def test_chains(language: str, text: str, speaker: str, carrier: str) -> None:
    """Who is cited speaks, who cites carries."""
    assert (speaker, (carrier,)) in {(item.speaker, item.via) for item in found(text, language)}


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("ru", "Движение «Искра» заявило, что мост рухнул. По словам партизан, никто не погиб.", "Искра"),
        ("uk", "Рух «Іскра» заявив, що міст упав. За версією руху, ніхто не загинув.", "Іскра"),
        ("uk", "Міст упав, повідомив речник флоту Іван Петренко.", "Іван Петренко"),
        ("de", "Nach Angaben des Sprechers Hans Muster stürzte die Brücke ein.", "Hans Muster"),
        ("ru", "Спикер полиции Иван Петров сообщил, что мост рухнул. Он добавил, что никто не погиб.", "Иван Петров"),
    ],
)
def test_names_of_speakers(language: str, text: str, named: str) -> None:
    """The last speaker gets the fullest name the text has for it."""
    assert found(text, language)[-1].named == named


@pytest.mark.parametrize(
    ("language", "text", "act"),
    [
        ("ru", "Компания отказалась от комментариев.", SpeechAct.NO_COMMENT),
        ("ru", "Издание не смогло проверить эти сведения.", SpeechAct.UNVERIFIED),
        ("ru", "Полиция опровергла эти слова.", SpeechAct.DENIES),
        ("uk", "Компанія не відповіла на запит.", SpeechAct.NO_COMMENT),
        ("uk", "Військове командування удару поки не підтвердило.", SpeechAct.UNVERIFIED),
        ("uk", "Міністерство заперечує звинувачення.", SpeechAct.DENIES),
        ("de", "Die Firma wollte sich dazu nicht äußern.", SpeechAct.NO_COMMENT),
        ("de", "Die Angaben ließen sich nicht überprüfen.", SpeechAct.UNVERIFIED),
        ("de", "Die Zeitung bestreitet die Vorwürfe.", SpeechAct.DENIES),
        ("de", "Korrektur: Die Brücke steht in Essen.", SpeechAct.RETRACTS),
        ("fr", "Le ministère a refusé de commenter.", SpeechAct.NO_COMMENT),
        ("es", "La empresa negó las acusaciones.", SpeechAct.DENIES),
        ("it", "Il governo ha smentito le accuse.", SpeechAct.DENIES),
        ("pl", "Ministerstwo zaprzecza oskarżeniom.", SpeechAct.DENIES),
    ],
)
def test_acts(language: str, text: str, act: SpeechAct) -> None:
    """Denials, silence, doubt and corrections are told apart in every language."""
    assert act in {item.act for item in found(text, language)}


@pytest.mark.parametrize(
    ("language", "text", "anonymous"),
    [
        ("ru", "Источник в полиции сообщил, что мост рухнул.", True),
        ("uk", "Джерело у поліції повідомило, що міст упав.", True),
        ("de", "Ein Insider sagte, die Brücke sei marode.", True),
        ("de", "Der Minister sagte, die Brücke sei sicher.", False),
        ("ru", "Полиция сообщила, что мост рухнул.", False),
    ],
)
def test_anonymous_speakers(language: str, text: str, anonymous: bool) -> None:
    """A source without a name is anonymous, a body is not."""
    assert found(text, language)[0].is_anonymous is anonymous


def test_language_without_a_lexicon_gives_nothing() -> None:
    """No lexicon, no attribution: silence, not a guess."""
    assert found("Silta romahti keskipäivällä, kertoi poliisi kaupungissa tänään.", "fi") == []
