# SPDX-License-Identifier: Apache-2.0
"""What `make bench-relay` makes of wrk's words, without a lab."""

import pytest
from bench.relay_cost.loads import Load, Pair, Spoilt, cost, rate

SAID = """\
Running 2s test @ http://172.22.21.36/
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.11ms    1.03ms  21.90ms   86.02%
    Req/Sec    14.37k     1.20k   16.91k    70.00%
  28622 requests in 2.00s, 3.06MB read
{wrong}Requests/sec:  14296.53
Transfer/sec:      1.53MB
"""


def test_the_rate_is_what_wrk_says() -> None:
    assert rate(SAID.format(wrong="")) == 14296.53


@pytest.mark.parametrize(
    "wrong",
    ["Socket errors: connect 0, read 3, write 0, timeout 1", "Non-2xx or 3xx responses: 12"],
)
def test_a_sample_with_failures_is_none(wrong: str) -> None:
    with pytest.raises(Spoilt) as spoilt:
        rate(SAID.format(wrong=f"  {wrong}\n"))
    assert str(spoilt.value) == wrong


def test_wrk_that_cannot_run_is_none() -> None:
    with pytest.raises(Spoilt, match="unable to connect"):
        rate("unable to connect to 172.22.21.36:http Connection refused\n")


def test_the_ratio_is_that_of_neighbours_and_not_of_the_medians() -> None:
    was = cost([Pair(100.0, 90.0), Pair(200.0, 190.0), Pair(50.0, 50.0)])
    assert (was.without, was.relay, was.samples) == (100.0, 90.0, 3)
    assert (was.ratio, was.least, was.most) == (0.95, 0.9, 1.0)


def test_a_connection_per_request_is_asked_for_in_the_header() -> None:
    assert Load(32, closes=True).words("http://x/", 2) == (
        "wrk", "-t1", "-c", "32", "-d", "2s", "--header", "Connection: close", "http://x/",
    )  # fmt: skip
    assert "--header" not in Load(32, closes=False).words("http://x/", 1)
