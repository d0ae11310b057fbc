"""The names of months and of days of the week, in the languages that pages of talks are in."""

from __future__ import annotations

import re

# A line for each; what is set in goes on with the line above.
_MONTHS = """
jan january januar jänner jän januari janvier janv enero ene gennaio janeiro gener stycznia styczeń
    ledna leden tammikuuta января január ianuarie ocak janúar xaneiro
feb february februar februari février févr fév febbraio febrero fevereiro fev febrer lutego luty
    února únor helmikuuta февраля feber február februarie şubat febrúar febreiro
mar march märz mär mrz marzo março mars maart marts març marca marzec března březen maaliskuuta
    марта március martie
apr april avril avr aprile abril abr kwietnia kwiecień dubna duben huhtikuuta апреля
    április aprilie nisan apríl
may mai mayo maggio maio mei maj maig maja května květen toukokuuta мая május mayıs maí
jun june juni juin junio giugno junho juny giu czerwca czerwiec června červen kesäkuuta июня
    június iunie haziran júní xuño
jul july juli juillet juil julio luglio lug julho juliol lipca lipiec července červenec
    heinäkuuta июля július iulie temmuz júlí xullo
aug august augusti augustus août agosto agost sierpnia sierpień srpna srpen elokuuta августа
    augusztus ağustos ágúst
sep sept september septembre septiembre settembre setembro setembre września wrzesień září
    syyskuuta сентября szeptember septembrie eylül
oct october okt oktober octobre octubre ottobre ott outubro października październik října říjen
    lokakuuta октября október octombrie ekim outubro
nov november novembre noviembre novembro listopada listopad marraskuuta ноября
    noiembrie kasım nóvember
dec december dezember dez décembre déc diciembre dic dicembre dezembro desembre desember grudnia
    grudzień prosince prosinec joulukuuta декабря decembrie aralık
"""


def _rows(names: str) -> list[list[str]]:
    return [row.split() for row in re.split(r"\n(?=\S)", names.strip())]


MONTHS = {name: number for number, names in enumerate(_rows(_MONTHS), 1) for name in names}
MONTH = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"

_ALONE = re.compile(rf"\W*{MONTH}(?:,?\s+(?:19|20)\d\d)?\W*", re.IGNORECASE)


def is_month(text: str) -> bool:
    """Whether a text is a month, with or without its year, and nothing else."""
    return len(text) <= 40 and _ALONE.fullmatch(text) is not None


_DAYS = """
mon monday montag lundi lunes lunedì lunedi dilluns maandag måndag mandag poniedziałek pondělí
    maanantai понедельник
tue tues tuesday dienstag mardi martes martedì martedi dimarts dinsdag tisdag tirsdag wtorek
    úterý tiistai вторник
wed wednes wednesday mittwoch mercredi miércoles miercoles mercoledì mercoledi dimecres woensdag
    onsdag środa středa keskiviikko среда
thu thur thurs thursday donnerstag jeudi jueves giovedì giovedi dijous donderdag torsdag
    czwartek čtvrtek torstai четверг
fri friday freitag vendredi viernes venerdì venerdi divendres vrijdag fredag piątek pátek
    perjantai пятница
sat satur saturday samstag sonnabend samedi sábado sabado sabato dissabte zaterdag lördag lørdag
    sobota lauantai суббота
sun sunday sonntag dimanche domingo domenica diumenge zondag söndag søndag niedziela neděle
    sunnuntai воскресенье
"""
_SHORT = """
mo lun seg ma mån man pon po
di mar ter tis tir wt út
mi mer mié mie qua wo ons śr st
do jeu jue gio qui tor czw čt
fr ven vie sex vr fre pt pá
sa sam sáb sab za lör lør sob so
so dim dom zo sön søn niedz ne
"""
_PORTUGUESE = {"segunda": 0, "terça": 1, "quarta": 2, "quinta": 3, "sexta": 4}


def _numbered(names: str) -> dict[str, frozenset[int]]:
    rows = _rows(names)
    every = {name for row in rows for name in row}
    return {name: frozenset(n for n, row in enumerate(rows) if name in row) for name in every}


_WHOLE = _numbered(_DAYS) | {name: frozenset({n}) for name, n in _PORTUGUESE.items()}
_NAMES = "|".join(sorted(_WHOLE, key=len, reverse=True))
_SHORT_NAMES = _numbered(_SHORT)
WEEKDAY = re.compile(
    rf"(?:\b(?:{_NAMES})(?:-feira)?s?\b\.?|[(（][月火水木金土日][)）])", re.IGNORECASE
)
# The short names of days, words of other meanings otherwise, count only before a date.
SHORT_DAY = re.compile(
    rf"^\W*(?:{'|'.join(sorted(_SHORT_NAMES, key=len, reverse=True))})\.?,?\s+(?=\d{{1,2}}[.\s/])",
    re.IGNORECASE,
)
_MORE = re.compile(rf"\d{{1,2}}(?:[./]|\s+(?:de\s+)?{MONTH})", re.IGNORECASE)
_CHINESE = "月火水木金土日"


def weekdays_in(text: str) -> frozenset[int]:
    """The days of the week (0: Monday) that the first name of one in a text may mean, none where it
    has none."""
    if found := WEEKDAY.search(text):
        name = found.group().casefold().strip("()（） .")
        if name in _CHINESE:
            return frozenset({_CHINESE.index(name)})
        name = name.removesuffix("-feira")
        return _WHOLE.get(name) or _WHOLE.get(name.removesuffix("s"), frozenset())
    if found := SHORT_DAY.match(text):
        name = found.group().casefold().strip(" .,\t([")
        # "Mar 6" is in March, "mar 6 mayo" and "mar 6/5" on a Tuesday.
        alone = name in MONTHS and not _MORE.match(text, found.end())
        return frozenset() if alone else _SHORT_NAMES.get(name, frozenset())
    return frozenset()
