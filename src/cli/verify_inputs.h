/*
 * verify_inputs.h - the options that name what verdicts rest on: roots, revocation
 * lists, catalogs, known files, the time.
 *
 * 'verify' and 'hunt' share these options: each expands VERIFY_INPUT_OPTIONS into its
 * table and hands the values over in a struct verify_inputs.
 */
#ifndef CLI_VERIFY_INPUTS_H
#define CLI_VERIFY_INPUTS_H

#include "cli/command.h"

/* X(name, letter, long name, kind, value, help) - in the order of --help. */
#define VERIFY_INPUT_OPTIONS(X)                                             \
    X(ROOTS, 'R', "roots", OPTION_LIST, "PATH",                             \
      "trusted roots, PEM or DER, instead of the imported ones; other "     \
      "certificates in it help to build chains")                            \
    X(CRL, 0, "crl", OPTION_LIST, "PATH", "revocation lists, PEM or DER")   \
    X(CATALOGS, 'c', "catalogs", OPTION_LIST, "PATH",                       \
      "catalogs, or folders of them, that sign files which carry no "       \
      "signature of their own")                                             \
    X(KNOWN, 0, "known", OPTION_LIST, "FILE",                               \
      "digests and names of genuine files, to name the donor of a grafted " \
      "signature")                                                          \
    X(AT, 0, "at", OPTION_TEXT, "TIME",                                     \
      "judge signatures as of TIME instead of now: 2023-11-14, 24h")

/* Values of these options as they were given; lists end with NULL. */
struct verify_inputs {
    const char *const *roots, *const *crl, *const *catalogs, *const *known;
    const char *at; /* NULL: now */
};

#endif
