/*
 * pe_resource.h - a resource section that holds version information and nothing else.
 *
 * It is what a MetaTwin copies: the claim to be somebody's program.
 */
#ifndef FORGE_PE_RESOURCE_H
#define FORGE_PE_RESOURCE_H

#include "forge/seed.h"

/*
 * The section's bytes for the RVA at which it will stand: CompanyName and
 * OriginalFilename, both ASCII.
 */
struct str pe_resource(struct forge *f, const char *company, const char *original_name,
                       uint32_t address);

#endif
