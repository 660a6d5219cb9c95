"""What a soak says about the samples it took."""

import math
import threading

from core.benchmarks.soak import (
    MEGABYTE,
    Heartbeat,
    Sample,
    figures,
    minute,
    resident_bytes,
    thread_seconds,
    told,
)


def samples(seconds: int, share: float = math.nan) -> list[Sample]:
    """100 MB growing by 1 MB a minute; 1,000 updates a second, from minute 8 on half as many.

    `share` of each second is processor time of the training thread, from minute 8 on half of it.
    """
    found, updates, busy = [], 0, 0.0
    for at in range(seconds + 1):
        megabytes = 100 + at // 60
        found.append(Sample(float(at), updates, megabytes * MEGABYTE, at * 1000, busy))
        updates += 1000 if at < 480 else 500
        busy += share if at < 480 else share / 2
    return found


def test_the_figures_of_ten_minutes() -> None:
    found = figures(samples(600), Heartbeat())
    assert found["minutes"] == 10 and found["updates"] == 480_000 + 60_000
    assert found["memory_settled_mb"] == 105 and found["memory_end_mb"] == 110
    assert found["updates_per_second_first"] == 1000
    assert found["updates_per_second_last"] == 500
    assert found["recovery_mb"] == round(600_000 / MEGABYTE, 3)


def test_a_short_soak_settles_halfway() -> None:
    found = figures(samples(60), Heartbeat())
    assert found["settled_minutes"] == 0.5
    assert found["updates_per_second_first"] == found["updates_per_second_last"] == 1000


def test_the_heartbeat_keeps_the_longest_silence() -> None:
    heartbeat = Heartbeat(last=10.0, last_busy=2.0)
    for now, busy in (
        (10.005, 2.001),
        (10.070, 2.061),
        (10.075, 2.062),
        (10.380, 2.092),
        (10.385, 2.093),
    ):
        heartbeat.beat(now, busy)
    assert round(heartbeat.longest) == 300 and heartbeat.longest_at == 10.380
    assert round(heartbeat.longest_busy) == 30 and round(heartbeat.most_busy) == 60
    assert heartbeat.over == {50: 2, 100: 1, 250: 1}


def test_memory_is_that_of_this_process() -> None:
    assert 20 * MEGABYTE < resident_bytes() < 20_000 * MEGABYTE


def test_less_of_the_processor_is_no_slower_training() -> None:
    found = figures(samples(600, share=0.5), Heartbeat())
    assert found["updates_per_second_last"] == 500
    assert found["updates_per_busy_second_first"] == 2000
    assert found["updates_per_busy_second_last"] == 2000
    assert "processor time 2,000 and 2,000" in told({"example": "xor", **found})


def test_where_a_thread_s_time_is_not_known_nothing_is_said_of_it() -> None:
    found = figures(samples(600), Heartbeat())
    assert found["updates_per_busy_second_first"] is None
    assert "processor time" not in told({"example": "xor", **found})


def test_each_minute_has_a_line() -> None:
    line = minute(samples(540, share=0.5), 9)
    assert line == (
        "minute 9: 109.0 MB, 500 updates/s, 2,000 per second of processor time, "
        "recovery file 0.515 MB\n"
    )


def test_processor_time_is_that_of_one_thread() -> None:
    assert math.isnan(thread_seconds(None))
    mine = thread_seconds(threading.get_ident())
    assert math.isnan(mine) or 0 < mine < 100_000
