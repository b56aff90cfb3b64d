/*
 * about.h - what a report says besides its rows: who made it, and which detections
 * found them.
 */
#ifndef OUTPUT_ABOUT_H
#define OUTPUT_ABOUT_H

#include "base/str.h"

struct text_list {
    const struct str *v;
    size_t n;
};

/* A detection as reports name it; rows give its id in the field `Detection`. */
struct about_detection {
    struct str id;
    struct str title;
    struct str description;
    struct str severity; /* low, medium or high */
    struct str technique, technique_name;
    struct str attack_version;
    struct text_list tactics; /* "defense-evasion" */
    struct text_list references;
};

struct about {
    const char *version; /* of this program */
    int64_t now_ms;      /* when the report is made */
    const struct about_detection *detection;
    size_t n;
    struct str input; /* what was read, in words; set before the output ends */
};

/* The detection with that id, or NULL. */
const struct about_detection *about_find(const struct about *about, struct str id);

#endif
