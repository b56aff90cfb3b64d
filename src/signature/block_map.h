/*
 * block_map.h - the block map of an app package: AppxBlockMap.xml, element by element.
 *
 *     <BlockMap HashMethod="http://www.w3.org/2001/04/xmlenc#sha256">
 *       <File Name="Assets\Logo.png" Size="70000" LfhSize="45">
 *         <Block Hash="base64" Size="packed"/> <Block …/>
 *       </File> …
 *     </BlockMap>
 *
 * A block is 64 KiB of the unpacked file, the last one what is left. Only UTF-8 and
 * only what such a map needs of XML; other elements are passed over. Nothing is
 * allocated: items are views into the text.
 */
#ifndef SIGNATURE_BLOCK_MAP_H
#define SIGNATURE_BLOCK_MAP_H

#include "signature/digest.h"

enum { BLOCK_BYTES = 64 * 1024 };

struct block_map {
    struct str rest;
    enum digest_algorithm algorithm;
};

enum block_map_kind { BLOCK_MAP_FILE, BLOCK_MAP_BLOCK, BLOCK_MAP_END };

struct block_map_item {
    enum block_map_kind kind; /* END: no more, or not well formed from here on */
    struct str name;          /* of a file, as it is written: '\' between folders */
    uint64_t size;            /* of a file, unpacked */
    struct digest hash; /* of a block; NONE when it is not one of the map's kind */
};

/* False: the text is no block map, or names a digest that no map may use. */
bool block_map_open(struct block_map *m, struct str xml);

/* The next file or block, in the order of the text. */
void block_map_next(struct block_map *m, struct block_map_item *out);

/*
 * Names of a map and of a zip file, made comparable: written into `out`, which has room
 * for name.n bytes; returns how many. The map escapes what XML demands and has '\'
 * between folders, the zip file has '/' and percent signs for other characters.
 */
size_t block_map_name(struct str name, char *out);
size_t block_map_zip_name(struct str name, char *out);

#endif
