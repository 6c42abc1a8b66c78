# SPDX-License-Identifier: Apache-2.0
"""How a command is given its input: as a word where that may be seen, else on standard input."""

import msgspec

from holdfast.apply.orders import playbook


def task(*, plain: bool) -> dict[str, object]:
    [play] = msgspec.json.decode(
        playbook("Ask", ("/bin/sh", "-c", "a 'b'"), secret=True, plain=plain)
    )
    first: dict[str, object] = play["tasks"][0]
    return first


def test_a_plain_command_needs_no_module_of_ansible() -> None:
    told = "printf %s '{{ given[inventory_hostname] }}' | /bin/sh -c 'a '\"'\"'b'\"'\"''"
    assert task(plain=True)["ansible.builtin.raw"] == {"_raw_params": told}


def test_what_nobody_may_see_is_no_word_of_a_process_and_comes_to_the_byte() -> None:
    assert task(plain=False)["ansible.builtin.command"] == {
        "argv": ["/bin/sh", "-c", "a 'b'"],
        "stdin": "{{ given[inventory_hostname] }}",
        "stdin_add_newline": False,
    }
    assert task(plain=False)["no_log"] is True
