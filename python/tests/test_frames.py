"""Frames of other libraries, as people write it."""

import datasets
import pandas
import polars
from texts import CLEAN, NOISY

import boiloff


def test_pandas():
    frame = pandas.DataFrame({"text": [NOISY, None], "n": [1, 2]}, index=["a", "b"])
    cleaned = boiloff.clean_batch(frame)
    assert list(cleaned.columns) == ["text", "n", "meta"] and list(cleaned.index) == ["a", "b"]
    assert cleaned.loc["a", "text"] == CLEAN and pandas.isna(cleaned.loc["b", "text"])
    frame["clean"] = boiloff.clean_batch(frame["text"])
    assert frame.loc["a", "clean"] == CLEAN
    frame["one"] = [cleaned.text for cleaned in boiloff.clean_many(frame["text"].fillna(""))]
    assert list(frame["one"]) == [CLEAN, ""]
    assert frame["text"].dropna().map(lambda text: boiloff.clean(text).text).tolist() == [CLEAN]
    assert boiloff.clean_batch(frame["text"].astype("category"))["a"] == CLEAN
    removals = boiloff.removals(boiloff.clean_batch(frame[["text"]], ledger=True))
    assert list(removals["rule"]) == ["ad-label"]


def test_polars():
    frame = polars.DataFrame({"text": [NOISY, None], "n": [1, 2]})
    cleaned = boiloff.clean_batch(frame)
    assert cleaned.columns == ["text", "n", "meta"] and cleaned["text"].to_list() == [CLEAN, None]
    series = boiloff.clean_batch(frame["text"])
    assert series.name == "text" and series.to_list() == [CLEAN, None]
    cleaner = boiloff.Cleaner(profile="aggressive")
    lazy = frame.lazy().with_columns(polars.col("text").map_batches(cleaner.clean_batch, return_dtype=polars.String))
    assert lazy.collect()["text"].to_list() == [CLEAN, None]
    assert cleaned.select(polars.col("meta").struct.field("language")).height == 2


def test_datasets():
    dataset = datasets.Dataset.from_dict({"text": [NOISY] * 5, "n": list(range(5))})
    cleaner = boiloff.Cleaner(profile="aggressive")
    assert dataset.map(lambda row: {"text": cleaner.clean(row["text"]).text})["text"][:] == [CLEAN] * 5
    batched = dataset.map(lambda rows: {"text": [c.text for c in cleaner.clean_many(rows["text"])]}, batched=True, num_proc=2)
    assert batched["text"][:] == [CLEAN] * 5
    arrow = dataset.with_format("arrow").map(cleaner.clean_batch, batched=True).with_format(None)
    assert arrow["text"][:] == [CLEAN] * 5 and arrow["n"][:] == list(range(5)) and "meta" in arrow.column_names
