/*
 * json_write.h - nested JSON, written member by member.
 *
 * The functions look at what was written last to know whether a comma is needed, so a
 * document is written in one go into one buf:
 *
 *     json_open(out, NULL, '{');
 *     json_text(out, "name", name);         nothing when empty
 *     json_open(out, "file", '{');
 *     json_number(out, "size", 12);
 *     json_close(out, '}');
 *     json_close(out, '}');
 *
 * Inside of an array the key is NULL.
 */
#ifndef OUTPUT_JSON_WRITE_H
#define OUTPUT_JSON_WRITE_H

#include "base/buf.h"

void json_open(struct buf *out, const char *key, char bracket);
void json_close(struct buf *out, char bracket);

/* A member, left out when the text is empty. */
void json_text(struct buf *out, const char *key, struct str text);
void json_word(struct buf *out, const char *key, const char *text);
void json_number(struct buf *out, const char *key, int64_t n);
void json_bool(struct buf *out, const char *key, bool value);

/* A moment as "2023-11-14T22:13:20.000Z". */
void json_time(struct buf *out, const char *key, int64_t ms);

/* 16 hexadecimal digits. */
void json_uid(struct buf *out, const char *key, uint64_t uid);

/* The lines of `text` as an array of strings, left out when there is none. */
void json_lines(struct buf *out, const char *key, struct str text);

#endif
