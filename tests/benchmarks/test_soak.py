"""What a soak says about the samples it took."""

from core.benchmarks.soak import MEGABYTE, Heartbeat, Sample, figures, resident_bytes


def samples(seconds: int) -> list[Sample]:
    """100 MB growing by 1 MB a minute; 1,000 updates a second, from minute 8 on half as many."""
    found, updates = [], 0
    for at in range(seconds + 1):
        megabytes = 100 + at // 60
        found.append(Sample(float(at), updates, megabytes * MEGABYTE, at * 1000))
        updates += 1000 if at < 480 else 500
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
    heartbeat = Heartbeat(last=10.0)
    for now in (10.005, 10.070, 10.075, 10.380, 10.385):
        heartbeat.beat(now)
    assert round(heartbeat.longest) == 300 and heartbeat.longest_at == 10.380
    assert heartbeat.over == {50: 2, 100: 1, 250: 1}


def test_memory_is_that_of_this_process() -> None:
    assert 20 * MEGABYTE < resident_bytes() < 20_000 * MEGABYTE
