#pragma once

#include <stddef.h>

/// A file of `docs/huong-dan`, as it was when the program was built.
struct guide_file {
    const char *name;
    const unsigned char *bytes;
    size_t count;
};

/// The files one after the other; the name is null after the last.
struct guide_file guide_file_at(size_t index);
