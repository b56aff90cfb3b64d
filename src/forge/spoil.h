/*
 * spoil.h - ways to break a finished file.
 */
#ifndef FORGE_SPOIL_H
#define FORGE_SPOIL_H

#include "forge/pe_write.h"

void spoil_code(struct forge *f, struct str *file);      /* a byte; checksum repaired */
void spoil_letter(struct forge *f, struct str *file);    /* of a script */
void spoil_middle(struct forge *f, struct str *file);    /* a byte of its middle */
void spoil_checksum(struct forge *f, struct str *file);  /* 0: not set */
void spoil_directory(struct forge *f, struct str *file); /* table behind the end */
void spoil_length(struct forge *f, struct str *file);    /* cut within the table */
void spoil_pkcs7(struct forge *f, struct str *file);     /* 0x41 all over */

#endif
