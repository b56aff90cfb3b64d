/*
 * appx_blocks.h - does a package hold what its block map says?
 *
 * Every file that the map lists is unpacked and compared block by block. Files that it
 * does not list are passed over: the map does not list itself, the signature and the
 * packages in a bundle.
 */
#ifndef SIGNATURE_APPX_BLOCKS_H
#define SIGNATURE_APPX_BLOCKS_H

#include "signature/digest.h"
#include "signature/zip.h"

/*
 * Compare. *problem becomes NULL when all blocks fit, else a sentence in the subject's
 * arena. `map` is the unpacked AppxBlockMap.xml. ST_NOMEM and ST_IO only.
 */
NODISCARD enum status appx_blocks_check(const struct zip *z, struct str map,
                                        struct digester *g, const char **problem,
                                        struct diag *diag);

#endif
