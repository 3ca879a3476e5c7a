"""Tables and columns."""

import json

import pyarrow as pa
import pyarrow.parquet
import pytest
from texts import CLEAN, NOISY

import boiloff

PAGE = "<html><body><h1>Storm</h1><p>" + "The harbour was closed for two days because of the storm. " * 8 + "</p></body></html>"


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_columns_of_strings_keep_their_kind(kind):
    column = pa.array([NOISY, None, "", NOISY], kind)
    assert boiloff.clean_batch(column).equals(pa.array([CLEAN, None, "", CLEAN], kind))
    sliced = boiloff.clean_batch(column[1:3])
    assert sliced.type == kind and sliced.to_pylist() == [None, ""]
    chunked = boiloff.clean_batch(pa.chunked_array([column[:1], column[1:], column[:0]]))
    assert isinstance(chunked, pa.ChunkedArray) and chunked.to_pylist() == [CLEAN, None, "", CLEAN]
    assert boiloff.clean_batch(pa.array([], kind)).type == kind


def test_columns_of_bytes_and_dictionaries_become_strings():
    assert boiloff.clean_batch(pa.array([NOISY.encode(), None])).to_pylist() == [CLEAN, None]
    assert boiloff.clean_batch(pa.array(["Größe.\n".encode("latin-1")], pa.large_binary())).type == pa.large_string()
    assert boiloff.clean_batch(pa.array([NOISY, None, NOISY]).dictionary_encode()).to_pylist() == [CLEAN, None, CLEAN]
    assert boiloff.clean_batch(pa.nulls(3)).to_pylist() == [None] * 3


def table():
    return pa.table(
        {
            "id": [7, 8, 9],
            "text": pa.array([NOISY, None, "x"], pa.large_string()),
            "tags": [["a"], [], None],
            "when": pa.array([1, None, 3], pa.timestamp("us", "UTC")),
            "meta": ["own", None, "own"],
        }
    ).replace_schema_metadata({"made by": "a test"})


def test_all_other_columns_stay():
    given = table()
    cleaned = boiloff.clean_batch(given)
    assert isinstance(cleaned, pa.Table)
    assert cleaned.schema.names == [*given.schema.names, "boiloff_meta"]
    assert cleaned.schema.metadata == given.schema.metadata
    assert cleaned["text"].to_pylist() == [CLEAN, None, "x\n"] and cleaned["text"].type == pa.large_string()
    for name in ("id", "tags", "when", "meta"):
        assert cleaned[name].equals(given[name]), name
    with_ledger = boiloff.clean_batch(cleaned.drop_columns("text").append_column("text", given["text"]), ledger=True)
    assert with_ledger.schema.names[-2:] == ["boiloff_meta_2", "ledger"]


def test_no_column_is_copied():
    given = pa.record_batch({"text": ["a"] * 1000, "blob": [b"x" * 1000] * 1000})
    cleaned = boiloff.clean_batch(given)
    assert isinstance(cleaned, pa.RecordBatch)
    addresses = [[b.address for b in batch.column("blob").buffers() if b] for batch in (given, cleaned)]
    assert addresses[0] == addresses[1]


def test_slices_and_many_chunks():
    rows = [f"Report {n}: the river fell by {n} metres in one night.\nADVERTISEMENT\n" for n in range(20_000)]
    clean = [row.removesuffix("ADVERTISEMENT\n") for row in rows]
    whole = pa.table({"text": rows, "n": range(20_000)})
    assert boiloff.clean_batch(whole)["text"].to_pylist() == clean
    parts = pa.concat_tables([whole.slice(0, 3), whole.slice(3, 0), whole.slice(3, 19_990), whole.slice(19_993)])
    assert boiloff.clean_batch(parts, threads=1)["text"].to_pylist() == clean
    batch = whole.to_batches()[0].slice(100, 50)
    cleaned = boiloff.clean_batch(batch)
    assert cleaned.column("text").to_pylist() == clean[100:150] and cleaned.column("n").to_pylist() == list(range(100, 150))


def test_a_reader_is_read_as_it_is_asked():
    read = []

    def batches():
        for n in range(5):
            read.append(n)
            yield pa.record_batch({"text": [NOISY]})

    reader = pa.RecordBatchReader.from_batches(pa.schema({"text": pa.string()}), batches())
    cleaned = boiloff.clean_batch(reader)
    assert isinstance(cleaned, pa.RecordBatchReader) and len(read) <= 1
    assert cleaned.read_next_batch().column("text").to_pylist() == [CLEAN] and len(read) <= 2
    assert cleaned.read_all().num_rows == 4


def test_a_reader_that_breaks_says_why():
    def batches():
        yield pa.record_batch({"text": [NOISY]})
        raise OSError("the disk is gone")

    reader = boiloff.clean_batch(pa.RecordBatchReader.from_batches(pa.schema({"text": pa.string()}), batches()))
    assert reader.read_next_batch().num_rows == 1
    with pytest.raises(ValueError, match="the disk is gone"):
        reader.read_next_batch()


def test_pages():
    pages = pa.table({"html": [PAGE, None], "url": ["https://www.example.org/a", None]})
    cleaned = boiloff.clean_batch(pages)
    assert cleaned.schema.names == ["html", "url", "text", "meta"] and cleaned["html"].null_count == 2
    assert cleaned["text"][0].as_py().startswith("Storm\nThe harbour") and cleaned["text"][1].as_py() is None
    meta = cleaned["meta"][0].as_py()
    assert (meta["title"], meta["site"], meta["authors"]) == ("Storm", "example.org", [])
    # Beside texts, a page counts where there is none; what has become text stands there no longer.
    both = boiloff.clean_batch(pa.table({"text": [None, "", "A text.\n"], "html": [PAGE, PAGE, PAGE]}))
    assert [text[:5] for text in both["text"].to_pylist()] == ["Storm", "Storm", "A tex"]
    assert both["html"].to_pylist() == [None, None, PAGE]


def test_markup_that_could_not_be_read_stays_where_it_is():
    cleaner = boiloff.Cleaner(max_document_bytes=100)
    given = pa.table({"html": [PAGE, "<p>Short.</p>"]})
    cleaned = cleaner.clean_batch(given, ledger=True)
    assert cleaned["text"].to_pylist() == [None, "Short.\n"] and cleaned["html"].to_pylist() == [PAGE, None]
    assert json.loads(cleaned["ledger"][0].as_py())["why"] == "larger than max-document-bytes"
    assert boiloff.restore_batch(cleaned).to_pylist() == [PAGE, "Short.\n"]


def test_names_of_columns():
    given = pa.table({"content": [NOISY], "address": ["https://www.example.org/a"], "key": ["k"], "file": ["a/b.txt"]})
    cleaned = boiloff.clean_batch(given, text="content", url="address", id="key", source="file", ledger=True)
    assert cleaned["content"].to_pylist() == [CLEAN]
    entry = json.loads(cleaned["ledger"][0].as_py())
    assert (entry["id"], entry["source"], entry["site"]) == ("k", "a/b.txt", "example.org")
    for arguments, message in [({"text": "body"}, "no column `body`; there are: content, address"), ({"text": "content", "url": "link"}, "link")]:
        with pytest.raises(KeyError, match=message):
            boiloff.clean_batch(given, **arguments)
    with pytest.raises(KeyError, match="no column `text` or `html`"):
        boiloff.clean_batch(given)
    with pytest.raises(TypeError, match="`text` is Int64"):
        boiloff.clean_batch(pa.table({"text": [1]}))
    with pytest.raises(TypeError, match="the column is Int64"):
        boiloff.clean_batch(pa.array([1]))


def test_strings_that_are_no_utf_8_are_decoded_as_bytes_are():
    # Parquet's readers hand them over as they come.
    raw = ["Der Fluß stieg über Nacht.\nADVERTISEMENT\n".encode("latin-1"), NOISY.encode(), None, b"\xff\xfe\x00"]
    expected = boiloff.clean_batch(pa.table({"text": pa.array(raw)}))["text"].to_pylist()
    assert expected[:3] == ["Der Fluß stieg über Nacht.\n", CLEAN, None]
    for given, strings in ((pa.binary(), pa.string()), (pa.large_binary(), pa.large_string()), (pa.binary_view(), pa.string_view())):
        column = pa.Array.from_buffers(strings, len(raw), pa.array(raw, given).buffers())
        for lie in (column, pa.DictionaryArray.from_arrays([0, 1, None, 3], column)):
            assert boiloff.clean_batch(pa.table({"text": lie}))["text"].to_pylist() == expected, (strings, lie.type)
            assert boiloff.clean_batch(lie).to_pylist() == expected


def test_a_row_cannot_be_null():
    rows = pa.StructArray.from_arrays([pa.array(["a", "b"])], ["text"], mask=pa.array([False, True]))
    with pytest.raises(ValueError, match="no row can be null"):
        boiloff.clean_batch(rows)
    assert boiloff.clean_batch(rows[:1]).to_pylist()[0]["text"] == "a\n"


def test_what_is_no_arrow_data():
    for data in ([NOISY], NOISY, None, {"text": [NOISY]}):
        with pytest.raises(TypeError, match="PyCapsule"):
            boiloff.clean_batch(data)

    class Liar:
        def __arrow_c_array__(self, requested_schema=None):
            return ("a", "b")

    class Impostor:
        def __arrow_c_stream__(self, requested_schema=None):
            return pa.array([1]).__arrow_c_array__()[0]

    for liar in (Liar(), Impostor()):
        with pytest.raises((TypeError, ValueError)):
            boiloff.clean_batch(liar)


def test_the_way_back_and_the_removals():
    given = pa.table({"id": ["a", "b", "c"], "text": [NOISY, None, PAGE], "html": [None, None, None]}).drop_columns("html")
    cleaned = boiloff.clean_batch(given, ledger=True)
    assert boiloff.restore_batch(cleaned).to_pylist() == given["text"].to_pylist()
    removals = boiloff.removals(cleaned)
    assert removals.filter(pa.compute.equal(removals["id"], "a")).to_pylist() == [
        {
            "id": "a",
            "source": "a",
            "record": 0,
            "start": 34,
            "end": 48,
            "was": "ADVERTISEMENT\n",
            "with": "",
            "rule": "ad-label",
            "evidence": ["phrase", "shape"],
            "score": 0.75,
        }
    ]
    changed = cleaned.set_column(1, "text", pa.array(["Something else entirely stood here.\n", None, None]))
    with pytest.raises(ValueError, match="row 0: .*do not belong together"):
        boiloff.restore_batch(changed)
    with pytest.raises(KeyError, match="no column `ledger`"):
        boiloff.removals(given)
    with pytest.raises(TypeError, match="the column `ledger` is Binary"):
        boiloff.removals(pa.table({"ledger": [b"{}"]}))
    for bytes_ in (pa.array([b"{}"]), pa.table({"ledger": [b"{}"]})):
        with pytest.raises(TypeError, match="is Binary, and a column of strings is needed"):
            boiloff.Report().add(bytes_)


def test_a_row_tells_as_much_as_a_document():
    table = boiloff.clean_batch(pa.table({"id": ["a"], "text": [NOISY]}), ledger=True)
    [row] = table.to_pylist()
    whole, own = boiloff.Cleaned(row["text"], row["ledger"]), boiloff.clean(NOISY)
    assert (whole.source, whole.text, whole.meta, str(whole.edits)) == (own.source, own.text, own.meta, str(own.edits))
    with pytest.raises(ValueError, match="do not belong together"):
        boiloff.Cleaned("Something else.", row["ledger"])
    with pytest.raises(ValueError, match="no line of a ledger"):
        boiloff.Cleaned(row["text"], "{")


def test_what_is_left_out_has_no_text_and_can_be_restored():
    wall = "Log in\nYou must log in to continue.\nForgot your password?\nSign up\n"
    cleaner = boiloff.Cleaner(leave_out=["login-wall", "near-empty"])
    given = pa.table({"text": [wall, NOISY * 3 + "The talks went on for the rest of the day, and nobody knew why. " * 9 + "\n"]})
    cleaned = cleaner.clean_batch(given, ledger=True)
    assert cleaned["text"][0].as_py() is None and cleaned["meta"][0].as_py()["flags"]
    assert cleaned["text"][1].as_py() is not None
    assert boiloff.restore_batch(cleaned).to_pylist() == given["text"].to_pylist()
    assert cleaner.clean_batch(given["text"]).to_pylist()[0] is None


def test_reports_are_sums(tmp_path, root, program):
    records = [{"id": f"d{n}", "text": f"Report {n} of the day.\nADVERTISEMENT\nRiver {n % 3}\n", "url": f"https://{n % 2}.org/"} for n in range(100)]
    lines = tmp_path / "in.jsonl"
    lines.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert program("clean", lines, "--output", tmp_path / "out").returncode == 0
    expected = json.loads((tmp_path / "out" / "report.json").read_text())
    cleaned = boiloff.clean_batch(pa.Table.from_pylist(records), ledger=True)
    whole, one, other = boiloff.Report(), boiloff.Report(), boiloff.Report()
    whole.add(cleaned)
    one.add(cleaned["ledger"][:30])
    other.add(cleaned["ledger"][30:].to_pylist())
    other.merge(one.to_json())
    assert other.to_json() == whole.to_json()
    other.merge(boiloff.Report())
    twice = boiloff.Report(other.to_json())
    twice.merge(twice)
    assert json.loads(twice.to_json())["totals"]["documents"] == 200
    assert boiloff.Report(other.to_json()).to_json() == whole.to_json()
    report = json.loads(whole.to_json())
    assert {**report["totals"], "inputs": 1} == expected["totals"]
    for part in ("rules", "sites", "languages", "lines"):
        assert report[part] == expected[part], part
    whole.write(tmp_path)
    assert (tmp_path / "report.json").read_text() == whole.to_json() and "<html" in (tmp_path / "report.html").read_text()
    assert "100 documents" in whole.summary()
    for wrong in (5, "line", ["{"], [5], pa.table({"a": ["b"]}), pa.array(["{"])):
        with pytest.raises((TypeError, ValueError, KeyError)):
            boiloff.Report().add(wrong)
    with pytest.raises(OSError, match="nowhere"):
        whole.write(tmp_path / "nowhere")


def test_a_broken_line_leaves_the_report_as_it_was():
    report = boiloff.Report()
    with pytest.raises(ValueError, match="no line of a ledger"):
        report.add(pa.array([boiloff.clean(NOISY).ledger(), "{"]))
    with pytest.raises(ValueError, match="no line of a ledger"):
        report.add([boiloff.clean(NOISY).ledger(), "{"])
    assert report.to_json() == boiloff.Report().to_json()


def test_parquet_there_and_back(tmp_path):
    pyarrow.parquet.write_table(table(), tmp_path / "in.parquet", row_group_size=1)
    reader = pyarrow.parquet.ParquetFile(tmp_path / "in.parquet")
    batches = [boiloff.clean_batch(batch) for batch in reader.iter_batches()]
    assert pa.Table.from_batches(batches)["text"].to_pylist() == [CLEAN, None, "x\n"]
