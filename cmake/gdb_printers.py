# SPDX-License-Identifier: MIT
"""gdb prints matrices of hmt row by row: `gdb -iex 'source gdb_printers.py' PROGRAM`. A GPU's memory it reports as out of reach."""
import struct

import gdb
import gdb.printing


class array_printer:
    def __init__(self, text, size=0, element=None):
        self.text, self.size, self.element = text, size, element

    def to_string(self):
        return self.text

    def children(self):
        return ((str(k), self.element(k)) for k in range(self.size))

    def display_hint(self):
        return "array" if self.element else None


def first_of(buffer):
    """How std::unique_ptr holds its pointer is its own printer's business."""
    return dict(gdb.default_visualizer(buffer["memory_"]).children())["get()"]


def matrix_printer(first, rows, columns, stride):
    text = f"({rows}, {columns})" + ("" if stride == columns else f", stride {stride}")
    row = first.type.target().array(columns - 1).pointer()
    return array_printer(text, rows if columns > 0 else 0, lambda k: (first + k * stride).cast(row).dereference())


def print_view(value):
    return matrix_printer(value["data"], int(value["rows"]), int(value["columns"]), int(value["stride"]))


def print_matrix(value):
    if "host_buffer" not in str(value["memory_"].type.strip_typedefs()):
        return None
    columns = int(value["columns_"])
    return matrix_printer(first_of(value["memory_"]), int(value["rows_"]), columns, columns)


def print_buffer(value):
    first = first_of(value)
    return array_printer(f"{value['size_']} elements", int(value["size_"]), lambda k: (first + k).dereference())


def print_bfloat16(value):
    return array_printer(str(struct.unpack("<f", struct.pack("<I", int(value["bits"]) << 16))[0]))


printers = gdb.printing.RegexpCollectionPrettyPrinter("hmt")
printers.add_printer("matrix_view", "^hmt::matrix_view<.*>$", print_view)
printers.add_printer("device_matrix", "^hmt::device_matrix<.*>$", print_matrix)
printers.add_printer("host_buffer", "^hmt::host_buffer<.*>$", print_buffer)
printers.add_printer("bfloat16", "^hmt::bfloat16$", print_bfloat16)
gdb.printing.register_pretty_printer(None, printers, replace=True)
