/*
 * zip_case.h - zip files for tests, made member by member, sound or not.
 */
#ifndef TESTS_ZIP_CASE_H
#define TESTS_ZIP_CASE_H

#include "base/buf.h"

struct zip_making {
    struct buf file;      /* local headers and data; after the end all of it */
    struct buf directory; /* may be changed between the calls */
    size_t record;        /* offset in it of the member added last */
    size_t local;         /* offset in the file of its local header */
    unsigned n;
};

/* Places of numbers in a record of the directory. */
enum {
    ZIP_AT_FLAGS = 8,
    ZIP_AT_METHOD = 10,
    ZIP_AT_CRC = 16,
    ZIP_AT_SIZE = 24,
    ZIP_AT_OFFSET = 42
};

void zip_making_init(struct zip_making *z);
void zip_making_release(struct zip_making *z);

/* A member with these contents, deflated or as they are. */
void zip_making_add(struct zip_making *z, const char *name, struct str bytes,
                    bool is_packed);

/* Add to a number in the directory's record of the member added last. */
void zip_making_spoil(struct zip_making *z, size_t at, unsigned more);

/* Write the directory behind the members. */
void zip_making_end(struct zip_making *z);

#endif
