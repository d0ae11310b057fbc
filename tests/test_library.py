"""The library: what is written is read back, found by its words, and safe from bad files."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from talkbot.errors import Busy, EmptyLibrary, LibraryError
from talkbot.library import FILE_NAME, Library, write_lock
from talkbot.library.indexing import texts_of
from talkbot.talks import Cue, Speaker, Talk, content_hash
from talkbot.words import TERMS_VERSION, terms
from tests.store import talk, talks


def put(home: Path, written: Sequence[Talk], source: str = "a.jsonl") -> Library:
    library = Library.open(home, create=True)
    with library.writing() as writer:
        for each in written:
            writer.say(source, each, content_hash(each))
            writer.settle(each.id)
    return library


def titled(number: int, title: str, abstract: str = "", **rest: str) -> Talk:
    return Talk(f"t{number}", title, (Speaker("Ada Kant", "Harbour College"),), abstract, **rest)


def test_which_of_some_talks_hold_a_term(tmp_path: Path) -> None:
    written = [
        titled(1, "Kites", event="Boats 2020"),
        titled(2, "Sails", "A boat needs them."),
        titled(3, "Boats"),
        titled(4, "More boats"),
    ]
    with put(tmp_path, written) as library:
        (boats,) = terms("boats")
        assert library.holding(boats, ["t1", "t2", "t3", "none"]) == {"t2", "t3"}
        assert library.holding(*terms("harbour"), ["t1", "t4"]) == {"t1", "t4"}
        assert library.holding(boats, []) == frozenset()


def test_records_come_back_as_they_went_in(tmp_path: Path) -> None:
    odd = Talk(
        "odd", "NUL \x00 and \ud800 lone", (Speaker("Zoë \udfff", "X"),), "a\u2028b\x85c\ud83d d",
        tags=("α", "\x00"), duration=12.5, transcript=(Cue(0.5, 1.5, "Z", "it \ud800 said"),),
    )  # fmt: skip
    written = [*talks(3), talk(9, cues=5, bio="A bio."), odd]
    with put(tmp_path, written) as library:
        expected = [replace(t, source="a.jsonl") for t in written]
        assert [library.talk(t.id) for t in written] == expected
        assert list(library.talks()) == [replace(t, transcript=()) for t in expected]
        assert library.with_transcript() == {written[3].id, "odd"}
        for each in written:
            for passage in library.passages_of(each.id):
                assert library.passages([passage.id]) == {passage.id: passage}
                if passage.field != "record":
                    whole = each.text_of(passage.field, passage.speaker)
                    assert passage.text == whole[passage.start : passage.end]
        assert library.talk("no such") is None
        assert library.talk("\ud800") is None
        assert library.passages_of("\ud800") == ()
        assert library.passages(["\ud800", "none"]) == {}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("version 3.5 of it", "3.5"),
        ("they don't know", "don't"),
        ("an ε of room", "ε"),
        ("learning C++ quickly", "c++"),
        ("分散システム の 合意", "合意"),
        ("ＦＵＬＬ width", "full"),
        ("Zoë's naïve café", "naive"),
        ("the n² law", "n2"),
        ("İstanbul ferries", "istanbul"),
        ("a ﬁne ligature", "fine"),
        ("हिन्दी में बात", "में"),
        ("O'Reilly's book", "O'Reilly"),
    ],
)
def test_every_term_is_one_token(tmp_path: Path, text: str, word: str) -> None:
    with put(tmp_path, [titled(1, "First", text), titled(2, "Other", "nothing of it")]) as library:
        wanted = terms(word)
        assert wanted
        assert [hit.talk_id for hit in library.search_passages(wanted, 9)] == ["t1"]
        assert [hit.talk_id for hit in library.search_talks(wanted, 9)] == ["t1"]
        assert library.document_frequency(wanted) == dict.fromkeys(wanted, 1)
        assert set(terms(text)) <= set(library.vocabulary())


def fts5_ranks(
    rows: Sequence[tuple[str, ...]], weights: Sequence[float], wanted: Sequence[str]
) -> list[tuple[int, float]]:
    """What SQLite's own full-text search gives: the place of each row found, with its BM25."""
    columns = ", ".join(f"c{n}" for n in range(len(weights)))
    marks = ", ".join("?" * len(weights))
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute(f"CREATE VIRTUAL TABLE t USING fts5 ({columns}, tokenize = 'ascii')")
        raw.executemany(f"INSERT INTO t VALUES ({marks})", rows)
        return raw.execute(
            f"SELECT rowid - 1, -bm25(t, {', '.join(map(str, weights))}) FROM t WHERE t MATCH ? "
            "ORDER BY bm25(t, " + ", ".join(map(str, weights)) + "), rowid",
            (" OR ".join(wanted),),
        ).fetchall()


def test_the_scores_are_those_of_another_bm25(tmp_path: Path) -> None:
    rng = random.Random(4)
    vocabulary = terms("rivers lanterns satellites measure keepers part with harbour 1812 1950 99")
    written = talks(300)
    with put(tmp_path, written) as library:
        ids = [t.id for t in written]
        passages = [p for i in ids for p in library.passages_of(i)]
        texts = [(" ".join(terms(p.indexed_text)),) for p in passages]
        records = [
            tuple(" ".join(terms(text)) for text in texts_of(each))
            for each in (library.talk(i) for i in ids)
            if each
        ]
        for _ in range(40):
            wanted = rng.sample(vocabulary, rng.randint(1, 6))
            for found, ranked, names in (
                (library.search_passages(wanted, 60), fts5_ranks(texts, [1], wanted),
                 [p.id for p in passages]),
                (library.search_talks(wanted, 60), fts5_ranks(records, [4, 3, 1.5, 1], wanted),
                 ids),
            ):  # fmt: skip
                assert [h.score for h in found] == pytest.approx([r[1] for r in ranked[:60]])
                scores = {names[row]: score for row, score in ranked}
                assert {h.id: h.score for h in found} == pytest.approx(
                    {h.id: scores[h.id] for h in found}
                )


def test_the_index_after_any_changes_is_that_of_a_new_library(tmp_path: Path) -> None:
    rng = random.Random(7)
    with Library.open(tmp_path / "old", create=True) as library:
        now: dict[str, Talk] = {}
        for _ in range(12):
            with library.writing() as writer:
                for number in rng.sample(range(30), 6):
                    gone = number % 3 == 0 and f"t{number}" in now
                    if gone:
                        writer.unsay("a.jsonl", now.pop(f"t{number}").id)
                    else:
                        words = " ".join(rng.choices(["reed", "oar", "kiln", "loom"], k=5))
                        now[f"t{number}"] = titled(number, words, f"{words} again {rng.random()}")
                        talk_now = now[f"t{number}"]
                        writer.say("a.jsonl", talk_now, content_hash(talk_now))
                    # Twice in one transaction must do no harm.
                    for _ in range(2):
                        writer.settle(f"t{number}")
        assert library.words_are_sound()
        with put(tmp_path / "new", list(now.values())) as new:
            assert sorted(library.vocabulary()) == sorted(new.vocabulary())
            for word in ("reed", "oar", "kiln", "loom", "again", "harbour", "college"):
                for search in ("search_passages", "search_talks"):
                    one, two = (
                        {h.id: h.score for h in getattr(each, search)(terms(word), 99)}
                        for each in (library, new)
                    )
                    assert one == pytest.approx(two)


@pytest.mark.parametrize("scope", ["passage", "talk"])
@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM postings WHERE scope = ? AND term = 'river'",
     "UPDATE postings SET record = (SELECT record FROM postings WHERE length(record) > 80 LIMIT 1) "
     "WHERE scope = ? AND term = 'boat'",
     "DELETE FROM lengths WHERE scope = ?"],
)  # fmt: skip
def test_a_keyword_index_that_is_not_right_is_told(tmp_path: Path, damage: str, scope: str) -> None:
    written = [*talks(30), titled(99, "Boats", "A boat on the river."), titled(98, "A river")]
    with put(tmp_path, written) as library:
        assert library.words_are_sound()
        with sqlite3.connect(tmp_path / FILE_NAME) as raw:
            assert raw.execute(damage, (scope,)).rowcount == 1
        raw.close()
        assert not library.words_are_sound()


@pytest.mark.parametrize(
    "term", ['"', '" OR "', "*", "a*", "NEAR(", "^first", "", " ", "\x00", "\ud800", "terms:x", "-"]
)
def test_no_term_is_query_syntax(tmp_path: Path, term: str) -> None:
    with put(tmp_path, talks(3)) as library:
        assert library.search_passages([term], 5) == []
        assert library.search_talks([term, ""], 5) == []
        assert library.holding(term, ["t1"]) == frozenset()
        assert library.document_frequency([term]) == {term: 0}


def test_search_ranks_rare_words_and_titles_first(tmp_path: Path) -> None:
    some = [
        titled(1, "Rivers", "About boats. " * 5),
        titled(2, "Boats", "About rivers."),
        titled(3, "Trams", "Rivers and rivers and a zither."),
        *(titled(n, f"Other {n}", "Rivers, trains and roads.") for n in range(4, 9)),
    ]
    with put(tmp_path, some) as library:
        assert library.search_talks(terms("boats"), 5)[0].talk_id == "t2"
        hits = library.search_passages(terms("rivers zither"), 20)
        assert hits[0].talk_id == "t3"
        assert len(hits) == 8
        assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
        assert len(library.search_passages(terms("rivers"), 3)) == 3
        assert library.search_passages([f"w{n}" for n in range(5000)], 3) == []


def test_a_search_stays_within_the_talks_asked_for(tmp_path: Path) -> None:
    with put(tmp_path, talks(300)) as library:
        wanted = terms("we in rivers harbour college")
        everything = library.search_passages(wanted, 1000)
        inside = {hit.talk_id for hit in everything[::3]}
        narrow = library.search_passages(wanted, 1000, talk_ids=inside)
        assert narrow == [hit for hit in everything if hit.talk_id in inside]
        assert library.search_passages(wanted, 9, talk_ids=[]) == []
        assert library.search_talks(wanted, 9, talk_ids=["\ud800", "none"]) == []
        ids = [t.id for t in library.talks()[:5]]
        assert {h.talk_id for h in library.search_talks(wanted, 99, talk_ids=ids)} == set(ids)


def test_a_talk_of_two_sources_goes_with_the_last(tmp_path: Path) -> None:
    one, edited = talk(1), replace(talk(1), abstract="Something else about moths.")
    with put(tmp_path, [one], "a.jsonl") as library:
        put(tmp_path, [edited], "b.jsonl").close()
        assert library.talk(one.id) == replace(edited, source="b.jsonl")
        assert library.document_frequency(["moth"])["moth"] == 1
        with library.writing() as writer:
            writer.unsay("b.jsonl", one.id)
            assert writer.settle(one.id)
            writer.sweep()
        assert library.talk(one.id) == replace(one, source="a.jsonl")
        assert library.document_frequency(["moth"])["moth"] == 0
        with library.writing() as writer:
            writer.unsay("a.jsonl", one.id)
            assert writer.settle(one.id)
            writer.sweep()
        assert library.talks() == ()
        assert library.passage_count == 0
        assert library.origins() == {}
        assert library.search_talks(terms(one.title), 5) == []
    with pytest.raises(EmptyLibrary, match="talkbot ingest"):
        Library.open(tmp_path)


def fail_halfway(library: Library) -> None:
    with library.writing() as writer:
        writer.say("b.jsonl", talk(9), content_hash(talk(9)))
        writer.settle(talk(9).id)
        raise ZeroDivisionError


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    with put(tmp_path, talks(3)) as library:
        before = library.generation, library.talks()
        with pytest.raises(ZeroDivisionError):
            fail_halfway(library)
        assert (library.generation, library.talks()) == before


def test_vectors_are_kept_by_text_and_embedder(tmp_path: Path) -> None:
    with put(tmp_path, talks(3)) as library:
        missing = library.unembedded("one")
        rows = np.arange(len(missing) * 4, dtype=np.float32).reshape(-1, 4)
        generation = library.generation
        with library.writing() as writer:
            writer.keep_vectors("one", list(missing), rows)
        ids = library.embedded_ids("one")
        kept = library.vectors_of([*ids, "none"], "one")
        assert set(kept) == set(ids)
        assert sorted(kept[i][0] for i in ids) == [0.0, 4.0, 8.0]
        assert library.unembedded("one") == {}
        assert len(library.unembedded("two")) == 3
        assert library.vectors_of(ids, "two") == {}
        assert library.generation == generation


def test_other_processes_and_threads_see_what_is_committed(tmp_path: Path) -> None:
    with put(tmp_path, talks(2)) as library:
        before = library.generation
        assert len(library.talks()) == 2
        code = (
            "import sys; from pathlib import Path\n"
            "from tests.test_library import put, talk\n"
            "put(Path(sys.argv[1]), [talk(77)], 'b.jsonl').close()\n"
        )
        subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, timeout=60)
        assert library.generation != before
        assert len(library.talks()) == 3
        failures: list[BaseException] = []

        def read() -> None:
            try:
                for _ in range(30):
                    assert library.search_talks(terms("keepers"), 5)
                    assert len(library.talks()) >= 3
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=read) for _ in range(6)]
        for thread in threads:
            thread.start()
        for number in range(100, 105):
            put(tmp_path, [talk(number)], "c.jsonl").close()
        for thread in threads:
            thread.join()
        assert not failures
        assert len(library.talks()) == 8


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    started = time.monotonic()
    with write_lock(tmp_path), pytest.raises(Busy, match="wait until it has finished"):
        write_lock(tmp_path, wait=0.3).__enter__()
    assert time.monotonic() - started < 5
    with write_lock(tmp_path, wait=0):
        pass


def test_errors_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EmptyLibrary, match="talkbot ingest"):
        Library.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="--home"):
        Library.open(tmp_path / "file" / "home", create=True)
    garbage = tmp_path / "garbage"
    garbage.mkdir()
    (garbage / FILE_NAME).write_bytes(b"this is not a database at all, " * 400)
    with pytest.raises(LibraryError, match=r"damaged.*ingest the talks again"):
        Library.open(garbage)
    for version, message in ((99, "newer talkbot: upgrade"), (-1, "older talkbot")):
        home = tmp_path / f"v{version}"
        put(home, talks(1)).close()
        with sqlite3.connect(home / FILE_NAME) as raw:
            raw.execute(f"PRAGMA user_version = {version}")
        raw.close()
        with pytest.raises(LibraryError, match=message):
            Library.open(home)


def read_all(home: Path) -> None:
    with Library.open(home) as library:
        for each in library.talks():
            library.passages_of(each.id)
        library.search_talks(terms("keepers"), 500)
        if damage := library.damage():
            raise LibraryError(damage)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9])
def test_a_cut_off_file_is_told_never_half_read(tmp_path: Path, share: float) -> None:
    put(tmp_path, talks(200)).close()
    path = tmp_path / FILE_NAME
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(LibraryError):
        read_all(tmp_path)


def test_keywords_of_an_earlier_version_are_made_anew(tmp_path: Path) -> None:
    some = [titled(1, "First", "The colour of ferries"), titled(2, "Other", "ferries"), *talks(600)]
    with put(tmp_path, some) as library:
        vectors = np.eye(4, dtype=np.float32)[:1].repeat(len(library.unembedded("one")), axis=0)
        with library.writing() as writer:
            writer.keep_vectors("one", list(library.unembedded("one")), vectors)
        before = library.search_talks(terms("colour"), 9), sorted(library.vocabulary())
        revision, generation = library.revision, library.generation
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        # As a version without the terms' number, and without the stem of "colour", left it.
        raw.execute("DELETE FROM manifest WHERE name = 'terms'")
        raw.execute("UPDATE postings SET term = 'colour' WHERE term = 'color'")
    raw.close()
    told: list[tuple[str, int, int]] = []
    with Library.open(tmp_path, progress=lambda *each: told.append(each)) as library:
        assert (library.search_talks(terms("colour"), 9), sorted(library.vocabulary())) == before
        assert [hit.talk_id for hit in library.search_passages(terms("colour"), 9)] == ["t1"]
        assert library.words_are_sound()
        assert library.unembedded("one") == {}
        # Open readers look again; the vector index has nothing to catch up with.
        assert library.generation > generation
        assert library.revision == revision
    assert told[-1] == ("Indexing words", len(some), len(some))
    told.clear()
    Library.open(tmp_path, progress=lambda *each: told.append(each)).close()
    assert told == []


def test_a_library_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """Version 2 had SQLite's full-text search for keywords."""
    with put(tmp_path, talks(20)) as library:
        before = library.search_talks(terms("keepers"), 99), library.search_passages(["sea"], 99)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as raw, raw:
        raw.execute("DROP TABLE postings")
        raw.execute("DROP TABLE lengths")
        raw.execute("CREATE VIRTUAL TABLE passage_words USING fts5 (terms)")
        raw.execute("CREATE VIRTUAL TABLE talk_words USING fts5 (title, speakers, about, body)")
        raw.execute("CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab (passage_words, row)")
        raw.execute("PRAGMA user_version = 2")
    with Library.open(tmp_path) as library:
        assert before[0]
        found = library.search_talks(terms("keepers"), 99), library.search_passages(["sea"], 99)
        assert found == before
        assert library.words_are_sound()


def test_old_keywords_are_searched_while_another_process_writes(tmp_path: Path) -> None:
    put(tmp_path, talks(3)).close()
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    try:
        other.execute("UPDATE manifest SET value = 0 WHERE name = 'terms'")
        other.execute("BEGIN IMMEDIATE")
        with Library.open(tmp_path) as library:
            assert library.search_talks(terms("keepers"), 5)
        other.execute("ROLLBACK")
        with Library.open(tmp_path) as library:
            assert library.search_talks(terms("keepers"), 5)
        assert other.execute("SELECT value FROM manifest WHERE name = 'terms'").fetchone()[0] > 0
    finally:
        other.close()


def test_other_terms_need_another_number() -> None:
    """Change `words.TERMS_VERSION` together with what is expected here."""
    probe = (
        "The colour of learning C++, don't organise non-linear O'Reilly's naïve café ﬁne ＦＵＬＬ "
        "n² İstanbul 3.5 分散システム の 合意 हिन्दी में Straße analysers' universities, as it was. "
        "Łódź and Tromsø"
    )
    found = hashlib.sha256(" ".join(terms(probe)).encode()).hexdigest()[:12]
    assert (TERMS_VERSION, found) == (2, "3c0f8c56b103")
