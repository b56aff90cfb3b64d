/*
 * yaml_tree.h - a small YAML file as a tree: what packs and tuning files are written
 * in.
 *
 * libyaml reads events, this builds nodes from them, in an arena and within limits:
 * such a file comes with a detection from elsewhere. One document; no aliases (they
 * would let a small file describe a huge tree), no tags. Every node knows its line.
 */
#ifndef DETECT_YAML_TREE_H
#define DETECT_YAML_TREE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

enum {
    YAML_BYTES_MAX = 1 << 18,
    YAML_DEPTH_MAX = 16,
    YAML_NODES_MAX = 10000,
};

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    size_t line;             /* from 1 */
    struct str text;         /* YAML_TEXT */
    struct str key;          /* of a member of a map; else empty */
    struct yaml_node *first; /* members in their order */
    struct yaml_node *next;
    size_t n; /* members */
};

/*
 * Parse `bytes`; `name` is the file's, for "name:line: what". ST_FORMAT for what is
 * no YAML, ST_LIMIT beyond the limits above, ST_UNSUPPORTED for aliases and tags. A
 * key that occurs twice in a map is an error. The tree lives in `arena`.
 */
NODISCARD enum status yaml_parse(struct yaml_node **root, struct str bytes,
                                 const char *name, struct arena *arena,
                                 struct diag *diag);

/* The member called `key` of a map, or NULL. */
const struct yaml_node *yaml_get(const struct yaml_node *map, struct str key);

#endif
