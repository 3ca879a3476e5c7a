"""Many documents: order, errors at their place, threads, processes."""

import multiprocessing
import os
import signal
import threading
import time

import pytest
from texts import CLEAN, NOISY

import boiloff


def texts(n):
    return [f"Report {i}: the river fell by {i} metres, and the boats lay still.\nADVERTISEMENT\n" for i in range(n)]


def test_order_is_kept():
    expected = [boiloff.clean(text).text for text in texts(1500)]
    for threads in (1, 2, 7, None):
        assert [cleaned.text for cleaned in boiloff.clean_many(texts(1500), threads=threads)] == expected


def test_what_documents_may_be():
    documents = [NOISY, NOISY.encode(), {"text": NOISY, "more": 1}, {"html": "<p>Hello there.</p>"}, {"text": "", "html": "<p>Hello there.</p>"}]
    assert [c.text for c in boiloff.clean_many(documents)] == [CLEAN, CLEAN, CLEAN, "Hello there.\n", "Hello there.\n"]
    for wrong in (5, None, {}, {"text": None}, ["a"]):
        with pytest.raises(TypeError):
            list(boiloff.clean_many([wrong]))


def test_it_is_lazy_and_an_error_comes_up_in_its_place():
    taken = []

    def documents():
        for i in range(1000):
            taken.append(i)
            if i == 600:
                raise KeyError("the source broke")
            yield NOISY

    many = boiloff.clean_many(documents())
    assert taken == []
    assert next(many).text == CLEAN and len(taken) < 10
    count = 1
    with pytest.raises(KeyError, match="the source broke"):
        for _ in many:
            count += 1
    assert count == 600 and list(many) == []
    many = boiloff.clean_many([NOISY, 5, NOISY])
    assert next(many).text == CLEAN
    with pytest.raises(TypeError, match="int"):
        next(many)
    assert list(many) == []


def test_two_threads_cannot_ask_one_iterator():
    entered, leave = threading.Event(), threading.Event()

    def slow():
        entered.set()
        leave.wait(20)
        yield NOISY

    many = boiloff.clean_many(slow())
    first = threading.Thread(target=lambda: list(many))
    first.start()
    entered.wait(20)
    with pytest.raises(ValueError, match="another thread"):
        next(many)
    leave.set()
    first.join()


def test_numbers_of_threads():
    for threads in (-1, 0, 5000):
        with pytest.raises(ValueError, match="threads"):
            boiloff.clean_many([], threads=threads)
        with pytest.raises(ValueError, match="threads"):
            boiloff.survey([], "none.sites", threads=threads)


def _clean_in_child(cleaner, queue):
    queue.put([cleaned.text for cleaned in cleaner.clean_many(texts(50), threads=2)])


def test_a_forked_process_has_threads_of_its_own():
    cleaner = boiloff.Cleaner()
    expected = [cleaned.text for cleaned in cleaner.clean_many(texts(50), threads=2)]
    stop = threading.Event()

    def busy():
        while not stop.is_set():
            list(cleaner.clean_many(texts(200), threads=2))

    # Forked while other threads are at work, again and again.
    worker = threading.Thread(target=busy)
    worker.start()
    try:
        context = multiprocessing.get_context("fork")
        for _ in range(20):
            queue = context.Queue()
            child = context.Process(target=_clean_in_child, args=(cleaner, queue))
            child.start()
            try:
                assert queue.get(timeout=60) == expected
            finally:
                child.kill() if child.exitcode is None and not child.join(10) and child.exitcode is None else None
    finally:
        stop.set()
        worker.join()


def _first_text(text):
    return boiloff.clean(text).text


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_pools_of_processes(method):
    boiloff.clean(NOISY)
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map_async(_first_text, [NOISY] * 20).get(120) == [CLEAN] * 20


def test_the_command_line_can_be_interrupted(tmp_path):
    import subprocess
    import sys

    child = subprocess.Popen(
        [sys.executable, "-m", "boiloff", "clean", "-", "--output", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(1)
    os.kill(child.pid, signal.SIGINT)
    assert child.wait(20) == -signal.SIGINT
