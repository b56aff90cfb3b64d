/*
 * script_write.h - scripts with a signature block.
 */
#ifndef FORGE_SCRIPT_WRITE_H
#define FORGE_SCRIPT_WRITE_H

#include "forge/cms_write.h"

enum script_form { SCRIPT_FORM_UTF8, SCRIPT_FORM_UTF8_MARK, SCRIPT_FORM_UTF16 };

/* Whose module digests it: PowerShell's counts the mark, the script host's the length.
 */
enum script_host { SCRIPT_HOST_POWERSHELL, SCRIPT_HOST_JSCRIPT, SCRIPT_HOST_VBSCRIPT };

struct script {
    const char *text; /* ASCII, without its last line end; NULL: no script */
    enum script_form form;
    enum script_host host;
};

/* The script, signed as ordered. */
struct str script_sign(struct forge *f, const struct order *order,
                       const struct script *script);

#endif
