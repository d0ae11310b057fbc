"""How speaker lines are read: names, roles and affiliations as printed."""

from __future__ import annotations

import pytest

from talkbot.formats.people import people_of

LINES = {
    "Jane Doe, MIT": [("Jane Doe", "", "MIT")],
    "A. B. Carter (MIT) and Jane Doe (Google)": [
        ("A. B. Carter", "", "MIT"),
        ("Jane Doe", "", "Google"),
    ],
    "Jane Doe, MIT and John Roe, Stanford": [
        ("Jane Doe", "", "MIT"),
        ("John Roe", "", "Stanford"),
    ],
    "Dominik Hell, Cornell Tech and Jéssica Lins, PhD Student, Mila": [
        ("Dominik Hell", "", "Cornell Tech"),
        ("Jéssica Lins", "PhD Student", "Mila"),
    ],
    "Dominik Hell and Jéssica Lins, Red Hat": [
        ("Dominik Hell", "", "Red Hat"),
        ("Jéssica Lins", "", "Red Hat"),
    ],
    "Jane Doe, MIT; John Roe, UC San Diego": [
        ("Jane Doe", "", "MIT"),
        ("John Roe", "", "UC San Diego"),
    ],
    "Jane Doe · John Roe": [("Jane Doe", "", ""), ("John Roe", "", "")],
    "Jane Doe, John Roe and Mia Wong": [
        ("Jane Doe", "", ""),
        ("John Roe", "", ""),
        ("Mia Wong", "", ""),
    ],
    "Jane Doe, John Roe & Mia Wong (Google, Zürich)": [
        ("Jane Doe", "", "Google, Zürich"),
        ("John Roe", "", "Google, Zürich"),
        ("Mia Wong", "", "Google, Zürich"),
    ],
    "Jane Doe, John Roe (Universität Wien)": [
        ("Jane Doe", "", "Universität Wien"),
        ("John Roe", "", "Universität Wien"),
    ],
    "Jane Doe, Trinity College (Dublin)": [("Jane Doe", "", "Trinity College (Dublin)")],
    "Jane Doe (MIT) and John Roe, Tide Laboratory": [
        ("Jane Doe", "", "MIT"),
        ("John Roe", "", "Tide Laboratory"),
    ],
    "Jane Doe (class of 1998), Head of Design, Lumen": [("Jane Doe", "Head of Design", "Lumen")],
    "Jane Doe & John Roe (Google)": [("Jane Doe", "", "Google"), ("John Roe", "", "Google")],
    "Jane Doe (MIT), John Roe (Caltech), and Mia van der Berg (TU Delft)": [
        ("Jane Doe", "", "MIT"),
        ("John Roe", "", "Caltech"),
        ("Mia van der Berg", "", "TU Delft"),
    ],
    "Jan Olsen, QUIRK & UC Santa Rosa": [("Jan Olsen", "", "QUIRK & UC Santa Rosa")],
    "Michael W. Hale, NBL and UC Berkeley": [("Michael W. Hale", "", "NBL and UC Berkeley")],
    "Jan van der Berg, University of California, San Diego": [
        ("Jan van der Berg", "", "University of California, San Diego")
    ],
    "Jane Doe and John Roe - Kelp Watch": [
        ("Jane Doe", "", "Kelp Watch"),
        ("John Roe", "", "Kelp Watch"),
    ],
    "Jane Doe – MIT & John Roe – Red Hat": [("Jane Doe", "", "MIT"), ("John Roe", "", "Red Hat")],
    "Jane Doe of the Clock Museum and John Roe of Harbour College, Leith": [
        ("Jane Doe", "", "Clock Museum"),
        ("John Roe", "", "Harbour College, Leith"),
    ],
    "Jane Doe of the Museum of Arts and Crafts": [("Jane Doe", "", "Museum of Arts and Crafts")],
    "Anna Meier von der Universität Graz": [("Anna Meier", "", "Universität Graz")],
    "Marie Petit de l’Université de Lyon": [("Marie Petit", "", "Université de Lyon")],
    "Maria da Silva da Universidade do Porto": [("Maria da Silva", "", "Universidade do Porto")],
    "Anna Meier und Jo Roth (beide Uni Jena)": [
        ("Anna Meier", "", "Uni Jena"),
        ("Jo Roth", "", "Uni Jena"),
    ],
    "Maud and Ted Shaw (Leith)": [("Maud", "", "Leith"), ("Ted Shaw", "", "Leith")],
    "Maud and Ted Shaw": [("Maud", "", ""), ("Ted Shaw", "", "")],
    "Joan of Arc": [("Joan of Arc", "", "")],
    'Kofi "rust" Boateng (Gear Club)': [('Kofi "rust" Boateng', "", "Gear Club")],
    "Sione (Sean) Gray, MIT": [("Sione (Sean) Gray", "", "MIT")],
    "Prof. Dr. Hans-Peter Müller, TU München": [("Prof. Dr. Hans-Peter Müller", "", "TU München")],
    "Jane Doe, PhD, Broad Institute": [("Jane Doe, PhD", "", "Broad Institute")],
    "Jane Doe, Professor of Physics, University of California, San Diego": [
        ("Jane Doe", "Professor of Physics", "University of California, San Diego")
    ],
    "Jane Doe, Director of Engineering at Stripe": [
        ("Jane Doe", "Director of Engineering", "Stripe")
    ],
    "Jane Doe, QUIRK Postdoctoral Scholar at MIT": [
        ("Jane Doe", "QUIRK Postdoctoral Scholar", "MIT")
    ],
    "Jane Doe, Assistant Professor and Director of the Small Lab, UC Irvine": [
        ("Jane Doe", "Assistant Professor and Director of the Small Lab", "UC Irvine")
    ],
    "Jane Doe, MIT, Professor": [("Jane Doe", "Professor", "MIT")],
    "Jane Doe (she/her), Google": [("Jane Doe", "", "Google")],
    "Jane Doe (Assistant Professor, MIT)": [("Jane Doe", "Assistant Professor", "MIT")],
    "Jane Doe – ETH Zürich": [("Jane Doe", "", "ETH Zürich")],
    "Jane Doe from Red Hat": [("Jane Doe", "", "Red Hat")],
    "王小明，清华大学": [("王小明", "", "清华大学")],
    "王小明（清华大学）": [("王小明", "", "清华大学")],
    "Nguyễn Thị Minh Khai, VinAI": [("Nguyễn Thị Minh Khai", "", "VinAI")],
    "Jane Doe, Broad Institute of MIT and Harvard": [
        ("Jane Doe", "", "Broad Institute of MIT and Harvard")
    ],
    "José María Pérez y López, Universidad de Sevilla": [
        ("José María Pérez y López", "", "Universidad de Sevilla")
    ],
    "J.-P. Serre, Collège de France": [("J.-P. Serre", "", "Collège de France")],
    "bell hooks, Berea College": [("bell hooks", "", "Berea College")],
    "Jane Doe, Dept. of EECS, MIT, Cambridge, MA": [
        ("Jane Doe", "", "Dept. of EECS, MIT, Cambridge, MA")
    ],
}


@pytest.mark.parametrize("line", LINES)
def test_speaker_line(line: str) -> None:
    assert [(p.name, p.role, p.affiliation) for p in people_of(line)] == LINES[line]


def test_a_person_keeps_the_piece_of_the_line_that_is_about_them() -> None:
    first, second = people_of("Jane Doe (MIT) and John Roe (Google)")
    assert (first.raw, second.raw) == ("Jane Doe (MIT)", "John Roe (Google)")
    (alone,) = people_of("Jane Doe, Postdoctoral Scholar at MIT")
    assert alone.raw == "Jane Doe, Postdoctoral Scholar at MIT"


def test_two_names_and_a_comma_are_two_people_on_pages_without_places() -> None:
    assert len(people_of("Ada Byron, Grace Holt", places=False)) == 2
    assert len(people_of("Ada Byron, Grace Holt")) == 1
