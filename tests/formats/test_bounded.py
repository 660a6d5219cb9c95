"""Bounded reading: nothing that a file declares is believed before its bytes are there."""

import io
import json
import pickle
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.disk.bounded import (
    bounded_json,
    npy_array,
    npz_arrays,
    safetensors_arrays,
    zip_members,
)
from core.errors import FileError
from tests.amount import some

ANY_ARRAY = hnp.arrays(
    st.sampled_from(["<f8", "<f4", "<f2", ">f8", "<i4", "|u1", "|b1"]),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)


def npz(compressed=True, **arrays):
    buffer = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(buffer, **arrays)
    return buffer.getvalue()


def npy(header, body=b"", version=1):
    text = (header + " " * (-(len(header) + 11) % 64) + "\n").encode("latin-1")
    size = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + size + text + body


def zipped(members, method=zipfile.ZIP_DEFLATED, **fields):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            for key, value in fields.items():
                setattr(info, key, value)
            archive.writestr(info, content)
    return buffer.getvalue()


def safetensors(header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def refused(read, content, *words):
    with pytest.raises(FileError) as caught:
        read(content, "a.file")
    message, hint = caught.value.message, caught.value.hint
    assert "a.file" in message and hint and len(message) < 250
    assert all(word in message for word in words), message


# ---------------------------------------------------------------------- what is whole


@settings(max_examples=some(60), deadline=None)
@given(arrays=st.dictionaries(st.sampled_from(["a", "b/c", "d.e"]), ANY_ARRAY, min_size=1))
def test_npz_reads_what_numpy_writes(arrays):
    for compressed in (False, True):
        read = npz_arrays(npz(compressed, **arrays), "a.file")
        assert read.keys() == arrays.keys()
        for name, array in arrays.items():
            assert read[name].dtype == array.dtype
            np.testing.assert_array_equal(read[name], array)


def test_npz_reads_matrices_in_columns_and_texts():
    matrix = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    read = npz_arrays(npz(a=matrix, names=np.array(["x₁", "y"])), "a.file")
    np.testing.assert_array_equal(read["a"], matrix)
    assert read["names"].tolist() == ["x₁", "y"]


@settings(max_examples=some(60), deadline=None)
@given(
    arrays=st.dictionaries(
        st.sampled_from(["a", "b.weight", "c"]),
        hnp.arrays(
            st.sampled_from(["<f8", "<f4", "<f2", "<i8", "|u1", "|b1"]),
            hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
        ),
        min_size=1,
    )
)
def test_safetensors_reads_what_the_library_writes(arrays):
    from safetensors.numpy import save

    read, metadata = safetensors_arrays(save(arrays, {"who": "me"}), "a.file")
    assert metadata == {"who": "me"} and read.keys() == arrays.keys()
    for name, array in arrays.items():
        assert read[name].dtype == array.dtype
        np.testing.assert_array_equal(read[name], array)


def test_bfloat16_is_the_upper_half_of_float32():
    halves = np.array([1.0, -2.5, 0.15625], dtype="<f4").view("<u4") >> 16
    header = {"a": {"dtype": "BF16", "shape": [3], "data_offsets": [0, 6]}}
    read, _ = safetensors_arrays(safetensors(header, halves.astype("<u2").tobytes()), "a.file")
    assert read["a"].tolist() == [1.0, -2.5, 0.15625]


# ---------------------------------------------------------------------- zip


@pytest.mark.parametrize(
    "name", ["../a.npy", "/etc/a.npy", "a/../../b.npy", "C:/a.npy", "..\\a.npy", "x/.."]
)
def test_names_that_lead_out(name):
    refused(zip_members, zipped({name: b"1"}), "leads out")


def test_names_of_keras_are_no_drives():
    assert zip_members(zipped({"dense/kernel:0.npy": b"1"}), "a") == {"dense/kernel:0.npy": b"1"}


@pytest.mark.parametrize("mode", [0o120777, 0o060644, 0o010644])
def test_links_and_devices(mode):
    content = zipped({"a.npy": b"/etc/passwd"}, external_attr=mode << 16, create_system=3)
    refused(zip_members, content, "link or device")


def test_encrypted_and_unusual_members():
    content = bytearray(zipped({"a.npy": b"1"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    refused(zip_members, bytes(content), "encrypted")
    refused(zip_members, zipped({"a": b"1"}, zipfile.ZIP_BZIP2), "unusual")
    refused(zip_members, zipped({"a": b"1"}, zipfile.ZIP_LZMA), "unusual")


@pytest.mark.thorough
def test_bombs_are_refused_by_their_declared_sizes():
    bomb = zipped({"a.npy": bytes(70 * 1024**2)})
    assert len(bomb) < 100_000
    refused(zip_members, bomb, "70 MB")
    many = zipped({f"{i}.npy": bytes(8 * 1024**2) for i in range(9)})
    refused(zip_members, many, "72 MB")


def test_a_lie_about_the_size():
    content = bytearray(zipped({"a.npy": bytes(1000)}))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 60_000_000)
    refused(zip_members, bytes(content), "damaged")
    content[at : at + 4] = struct.pack("<I", 10)
    refused(zip_members, bytes(content), "damaged")


def test_overlapping_parts():
    """Many directory entries that refer to the same bytes."""
    content = zipped({"a.npy": bytes(range(256)) * 4}, zipfile.ZIP_STORED)
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    entry = content[start:end]
    entries = b"".join(entry.replace(b"a.npy", b"%05d" % i) for i in range(50))
    closing = bytearray(content[end:])
    closing[8:12] = struct.pack("<HH", 50, 50)
    closing[12:16] = struct.pack("<I", len(entries))
    refused(zip_members, content[:start] + entries + bytes(closing), "overlap")


def test_too_many_parts_and_a_part_twice():
    refused(zip_members, zipped({f"{i}": b"" for i in range(5000)}), "too many")
    twice = zipped({"a.npy": b"1", "b.npy": b"2"}).replace(b"b.npy", b"a.npy")
    refused(zip_members, twice, "twice")


def test_what_is_no_zip():
    for content in (b"x", b"PK\x03\x04" + bytes(50), zipped({"a": b"123"})[:-10]):
        refused(zip_members, content, "damaged")


# ---------------------------------------------------------------------- NPZ


class Runs:
    """A pickle that would run code when it is read."""

    def __reduce__(self):
        return pytest.fail, ("code was run",)


def test_pickles_are_never_read():
    refused(npz_arrays, npz(a=np.array([Runs()], dtype=object)), "pickled")
    refused(npz_arrays, zipped({"a.pkl": pickle.dumps(Runs())}), "no arrays")


def test_structured_complex_and_dates():
    structured = np.zeros(2, dtype=[("x", "f8")])
    refused(npz_arrays, npz(a=structured), "header")
    refused(npz_arrays, npz(a=np.zeros(2, dtype=complex)), "plain numbers")
    refused(npz_arrays, npz(a=np.zeros(2, dtype="datetime64[s]")), "a")


@pytest.mark.parametrize(
    "shape",
    ["(1000000000000,)", "(99999999999, 99999999999)", "(2, 3)", "(" + "9999999999, " * 40 + ")"],
)
def test_shapes_without_bytes_behind_them(shape):
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
    refused(npy_array, npy(header, bytes(8)), "a.file")


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
        "{'descr': '<f9', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<U999999999', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f0', 'fortran_order': False, 'shape': (1,), }",
        "__import__('os').system('true')",
        "(" * 5000,
        "",
    ],
)
def test_headers_that_are_none(header):
    for version in (1, 2, 3):
        refused(npy_array, npy(header, bytes(8), version), "a.file")


def test_headers_longer_than_the_file():
    refused(npy_array, b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + bytes(20), "header")
    refused(npy_array, b"\x93NUMPY\x01\x00", "array")
    refused(npy_array, b"", "array")


# ---------------------------------------------------------------------- safetensors


def entry(shape=(2,), offsets=(0, 16), dtype="F64"):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ({"a": entry()}, bytes(15)),
        ({"a": entry()}, bytes(17)),
        ({"a": entry((3,))}, bytes(16)),
        ({"a": entry((10**18, 10**18), (0, 16))}, bytes(16)),
        ({"a": entry((-2,), (0, 16))}, bytes(16)),
        ({"a": entry((2,), (16, 0))}, bytes(16)),
        ({"a": entry((2,), (8, 24))}, bytes(24)),
        ({"a": entry(), "b": entry()}, bytes(16)),
        ({"a": entry(), "b": entry((2,), (8, 24))}, bytes(24)),
        ({"a": entry(dtype="F8_E4M3")}, bytes(16)),
        ({"a": entry(dtype=["F64"])}, bytes(16)),
        ({"a": {"dtype": "F64"}}, bytes(16)),
        ({"a": entry((True, 2))}, bytes(16)),
        ({"a": entry((1,) * 40, (0, 8))}, bytes(8)),
        ({"a": 5}, b""),
        ({"__metadata__": {"a": 1}}, b""),
        ([1, 2], b""),
        (b"{", b""),
        (b"[" * 5000, b""),
        (b"", b""),
    ],
)
def test_headers_that_do_not_fit(header, body):
    refused(safetensors_arrays, safetensors(header, body))


def test_lengths_of_headers():
    for content in (b"", b"\x01", struct.pack("<Q", 2**63) + b"{}", struct.pack("<Q", 3) + b"{}"):
        refused(safetensors_arrays, content)
    refused(safetensors_arrays, struct.pack("<Q", 11 * 1024**2) + bytes(12 * 1024**2), "header")


# ---------------------------------------------------------------------- JSON


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"[" + b"{}," * 600_000 + b"{}]",
        b"[" + b"[]," * 2_500_000 + b"[]]",
        b"[" + b"1e5," * 5_000_000 + b"1]",
        b"9" * 5000,
        b"\xff\xfe",
        b"",
    ],
)
def test_json_that_would_take_too_much(content):
    refused(bounded_json, content)
